import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { type AttemptEvent, decodeAttemptEvent, encodeAttemptEvent } from '@accountable/domain/application'
import {
  createCustomerEventEncoder,
  decodeCustomerEvent,
  eventCodecs,
  evolve,
  initialState
} from '@accountable/domain/customer'
import { Erased, type Json, type JsonObject, position, revision, type StoredEvent } from '@accountable/domain/kernel'
import { customerId, customerRegistered, eventBuilders, eventMetadata, uuid } from '@accountable/domain/testing'
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import * as assert from 'uvu/assert'
import { sha1 } from '../domain/digests.js'
import { same } from '../domain/same.js'
import { suite } from '../kit/kit.js'

const golden = new URL('../../golden/', import.meta.url)
const files = readdirSync(new URL('corpus/', golden)).toSorted()

interface Example {
  readonly file: string
  readonly text: string
  readonly stored: StoredEvent
  readonly version: number
}

const examples: ReadonlyArray<Example> = files.map((file) => {
  const text = readFileSync(new URL(`corpus/${file}`, golden), 'utf8')
  const { type, data, metadata } = JSON.parse(text) as { type: string; data: Json; metadata: JsonObject }
  const stored = {
    type,
    data,
    metadata,
    streamName: `customer-${customerId}`,
    revision: revision(0),
    position: position(1n, 1n),
    eventId: uuid(1),
    created: 0
  }
  return { file, text, stored, version: Number(metadata['schemaVersion']) }
})

const ofCustomers = examples.filter(({ stored }) => Object.hasOwn(eventCodecs, stored.type))
const ofAttempts = examples.filter(({ stored }) => !Object.hasOwn(eventCodecs, stored.type))

const corpus = suite('the golden corpus')

corpus('only grows: every file is in the manifest as it was, and every line of the manifest has its file', () => {
  const manifest = readFileSync(new URL('manifest.sha256', golden), 'utf8')
  const lines = examples.map(({ file, text }) => `${createHash('sha256').update(text).digest('hex')}  ${file}`)
  assert.equal(manifest.trimEnd().split('\n').toSorted(), lines.toSorted())
})

corpus('names each file after its type and version', () => {
  for (const { file, stored, version } of examples) assert.ok(file.startsWith(`${stored.type}@${version}.`), file)
})

const attempts: { readonly [Type in AttemptEvent['type']]: Extract<AttemptEvent, { type: Type }>['data'] } = {
  CommandUnchanged: { customerId, commandType: 'RegisterCustomer', revision: '0' },
  CommandRefused: { customerId, commandType: 'unknown', rejection: { type: 'RoleNotAllowed' }, remembered: false },
  RefusalsSummarised: { customerId, count: 1, since: '', until: '' }
}

corpus('has an example of every version of every type, the newest one included', () => {
  const encode = createCustomerEventEncoder(sha1)
  const newest = [
    ...Object.values(eventBuilders).map((build) => encode(build(), eventMetadata())),
    ...Object.entries(attempts).map(([type, data]) =>
      encodeAttemptEvent({ type, data } as AttemptEvent, eventMetadata())
    )
  ]
  const versions = newest.flatMap(({ type, metadata }) =>
    Array.from({ length: Number((metadata as JsonObject)['schemaVersion']) }, (_, n) => `${type}@${n + 1}`)
  )
  assert.equal(
    [...new Set(examples.map(({ stored, version }) => `${stored.type}@${version}`))].toSorted(),
    versions.toSorted()
  )
})

corpus('has an example of every rejection', () => {
  const types = ofAttempts.flatMap(({ stored }) => {
    const { rejection } = stored.data as { readonly rejection?: { readonly type: string } }
    return rejection === undefined ? [] : [rejection.type]
  })
  assert.equal(types.toSorted(), [
    'CommandIdReused',
    'ConfirmationRequired',
    'CountryChangeNotAllowed',
    'CustomerAlreadyRegistered',
    'CustomerNotRegistered',
    'ImmutableField',
    'InvalidCommand',
    'PurchasingNotAvailable',
    'RevisionConflict',
    'RoleNotAllowed',
    'RuleViolated'
  ])
})

corpus('is read by today’s code, all of it', () => {
  for (const { file, stored } of ofCustomers) {
    const decoded = decodeCustomerEvent(stored)
    assert.ok(E.isRight(decoded), file)
    assert.is(decoded.right.event.type, stored.type)
    assert.is(decoded.right.stored, stored)
    evolve(evolve(initialState, customerRegistered()), decoded.right.event)
  }
  for (const { file, stored } of ofAttempts) {
    const decoded = decodeAttemptEvent(stored)
    assert.ok(E.isRight(decoded), file)
    assert.is(decoded.right.event.type, stored.type)
  }
})

corpus('is read alike by the structural readers and by the io-ts codecs', () => {
  for (const { stored } of ofCustomers) {
    const decoded = decodeCustomerEvent(stored)
    assert.ok(E.isRight(decoded))
    const { type, data } = decoded.right.event
    const strict = (eventCodecs[type] as t.Type<unknown>).decode(data)
    assert.ok(E.isRight(strict), `${type}: ${JSON.stringify(strict)}`)
    same(strict.right, data)
  }
})

corpus('is written again as it was, in the newest versions', () => {
  const encode = createCustomerEventEncoder(sha1)
  for (const { file, stored, version } of ofCustomers) {
    const decoded = decodeCustomerEvent(stored)
    assert.ok(E.isRight(decoded))
    const { event, metadata } = decoded.right
    const encoded = encode(event, metadata)
    if (Number((encoded.metadata as JsonObject)['schemaVersion']) !== version || file.includes('.erased.')) continue
    same(encoded, { type: stored.type, data: stored.data, metadata: stored.metadata })
  }
  for (const { stored } of ofAttempts) {
    const decoded = decodeAttemptEvent(stored)
    assert.ok(E.isRight(decoded))
    const encoded = encodeAttemptEvent(decoded.right.event, decoded.right.metadata)
    same(encoded, { type: stored.type, data: stored.data, metadata: stored.metadata })
  }
})

corpus('keeps a forgotten person forgotten, and the change readable', () => {
  const example = examples.find(({ file }) => file === 'BillingInfoUpdated@1.erased.json')
  assert.ok(example)
  const decoded = decodeCustomerEvent(example.stored)
  assert.ok(E.isRight(decoded) && decoded.right.event.type === 'BillingInfoUpdated')
  const { changes, billingProfile } = decoded.right.event.data
  same(changes[0], { path: '/billingProfile/firstName', from: Erased, to: 'Jan' })
  same(billingProfile.firstName, 'Jan')
  same(decoded.right.metadata.actor.userPrincipalName, Erased)
})

corpus.run()
