import { createCustomerEventEncoder, decodeCustomerEvent, evolve, initialState } from '@accountable/domain/customer'
import { Erased, fold, type Json, type JsonObject, type StoredEvent } from '@accountable/domain/kernel'
import { eventMetadata, storedEvent } from '@accountable/domain/testing'
import { customerEvents, customerHistories, eventSequences } from '@accountable/domain/testing/arbitraries'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { sha1 } from '../digests.js'
import { same } from '../same.js'
import { law, patience } from './law.js'

const encode = createCustomerEventEncoder(sha1)
/** As it comes back from a store: through its JSON text. */
const throughText = (stored: StoredEvent): StoredEvent => ({
  ...stored,
  data: JSON.parse(JSON.stringify(stored.data)) as Json,
  metadata: JSON.parse(JSON.stringify(stored.metadata)) as Json
})

const read = (stored: StoredEvent) => {
  const decoded = decodeCustomerEvent(stored)
  if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
  return decoded.right
}

const metadata = fc.record({
  traceparent: fc.constantFrom(null, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
  payloadHash: fc.constantFrom('b'.repeat(64), Erased),
  reason: fc.constantFrom(
    null,
    { code: 'Other', text: 'They asked', ticket: 'INC-1' },
    { code: 'Other', text: Erased, ticket: null }
  ),
  source: fc.constantFrom(null, 'api')
})

const laws = suite('the stored form', undefined, patience)

laws('every event comes back from its codec as it went in, and so does its metadata', () => {
  law(fc.tuple(customerEvents, metadata), ([event, known]) => {
    const recorded = read(throughText(storedEvent(encode, event, { metadata: known })))
    same(recorded.event, event)
    const { schemaVersion, ...rest } = recorded.metadata
    same(rest, eventMetadata(known))
    assert.ok(schemaVersion >= 1)
  })
})

laws('encoding again what was decoded stores the same', () => {
  law(customerEvents, (event) => {
    const stored = storedEvent(encode, event)
    same(encode(read(throughText(stored)).event, eventMetadata()).data, stored.data)
  })
})

/** What the leaves of a JSON value are, pointer by pointer, bags aside. */
const leavesOf = (value: Json, pointer = ''): ReadonlyArray<readonly [string, Json]> => {
  if (typeof value !== 'object' || value === null) return [[pointer, value]]
  return Object.entries(value).flatMap(([key, member]) =>
    pointer === '' && key === 'personal' ? [] : leavesOf(member, `${pointer}/${key}`)
  )
}

const personal =
  /\/(firstName|middleName|lastName|email|emailAddress|phoneNumber|addressLine[123]|organizationRegistrationNumber|userPrincipalName|payloadHash)$|\/reason\/text$/

laws(
  'no personal leaf stands outside a bag, and each bag has the same pointers as the event has personal values',
  () => {
    law(fc.tuple(customerEvents, metadata), ([event, known]) => {
      const stored = storedEvent(encode, event, { metadata: known })
      for (const part of [stored.data, stored.metadata] as ReadonlyArray<Json>) {
        for (const [pointer, value] of leavesOf(part)) if (personal.test(pointer)) assert.is(value, null, pointer)
      }
      const data = stored.data as JsonObject
      const changes = data['changes'] as ReadonlyArray<JsonObject> | undefined
      changes?.forEach((change) => {
        if (!personal.test(JSON.stringify(change['path']).slice(1, -1))) return
        for (const side of ['from', 'to']) assert.ok(!(side in change) || change[side] === null)
      })
      for (const bag of Object.values(data['personal'] as JsonObject)) {
        for (const pointer of Object.keys(bag as JsonObject)) assert.match(pointer, /^\/(data|metadata)\//)
      }
    })
  }
)

const sealed = (stored: StoredEvent, isSealed: (subject: string) => boolean): StoredEvent => {
  const { personal: bags, ...data } = stored.data as JsonObject
  const entries = Object.entries(bags as JsonObject).map(([subject, bag]): [string, Json] => [
    subject,
    isSealed(subject) ? { key: 'key-1', cipher: 'AAAA' } : bag
  ])
  return { ...stored, data: { ...data, personal: Object.fromEntries(entries) } }
}

laws('whoever is forgotten, every event can still be read and every history folded', () => {
  law(fc.tuple(eventSequences, fc.constantFrom('contact:', 'actor:', 'notes:', '')), ([events, prefix]) => {
    const recorded = events.map((event, at) =>
      read(sealed(storedEvent(encode, event, { at }), (subject) => subject.startsWith(prefix)))
    )
    for (const { metadata: known } of recorded) {
      if (prefix === 'actor:') assert.is(known.actor.userPrincipalName, Erased)
      if (prefix === 'notes:') assert.is(known.payloadHash, Erased)
    }
    const state = fold({ initialState, evolve })(recorded.map(({ event }) => event))
    if (prefix === 'contact:' && state.type === 'Registered') assert.is(state.billingProfile.firstName, Erased)
  })
})

laws('a state that is replayed from the store equals the state that was lived', () => {
  law(customerHistories(), ({ steps, events }) => {
    const replayed = events.map((event, at) => read(throughText(storedEvent(encode, event, { at }))).event)
    same(fold({ initialState, evolve })(replayed), steps.at(-1)?.after ?? initialState)
  })
})

laws('a stored event that is damaged anywhere is unreadable or newer, never a throw', () => {
  const damage = fc.constantFrom<Json>(null, 1, 'x', true, [], {}, ['x'], { erased: true })
  law(fc.tuple(customerEvents, fc.nat(), damage), ([event, where, value]) => {
    const stored = storedEvent(encode, event)
    const root = { data: structuredClone(stored.data), metadata: structuredClone(stored.metadata) } as JsonObject
    const places: Array<() => void> = []
    const visit = (node: Json): void => {
      if (typeof node !== 'object' || node === null) return
      for (const key of Object.keys(node)) {
        places.push(
          () => Reflect.set(node, key, value),
          () => Reflect.deleteProperty(node, key)
        )
        visit((node as JsonObject)[key] ?? null)
      }
    }
    visit(root)
    places[where % places.length]?.()
    const decoded = decodeCustomerEvent({ ...stored, ...(root as { data: Json; metadata: Json }) })
    if (E.isLeft(decoded)) assert.match(decoded.left.type, /^(UnreadableEvent|NewerEvent)$/)
    else evolve(evolve(initialState, decoded.right.event), decoded.right.event)
  })
})

laws.run()
