import { createCustomerEventEncoder, decodeCustomerEvent } from '@accountable/domain/customer'
import { Erased, type Json, type JsonObject, type StoredEvent } from '@accountable/domain/kernel'
import { billingInfoUpdated, companyDetailsUpdated, storedEvent } from '@accountable/domain/testing'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { sha1 } from '../digests.js'
import { same } from '../same.js'
import { storedGrants } from './first-grant.js'

const t = suite('bags that nobody of ours wrote')

const who = '/metadata/actor/userPrincipalName'
const hash = '/metadata/payloadHash'
const builtIn = Reflect.ownKeys(Object.prototype)

/** Reads an event with these personal values, which are JSON as it comes from a store: `__proto__` in it is a key like others. */
const decoded = (stored: StoredEvent, personal: string) => {
  const { personal: _ours, ...data } = stored.data as JsonObject
  const before = { ...data, personal: JSON.parse(personal) as Json }
  const text = JSON.stringify(before)
  const answer = decodeCustomerEvent({ ...stored, data: before })
  assert.equal(Reflect.ownKeys(Object.prototype), builtIn, 'what all objects have')
  assert.is(({} as Record<string, unknown>)[hash], undefined)
  assert.is(JSON.stringify(before), text, 'the stored event')
  return answer
}

/** Who did it and the payload's hash, or where the event cannot be read. */
const found = (stored: StoredEvent, personal: string): unknown => {
  const answer = decoded(stored, personal)
  if (E.isRight(answer)) return [answer.right.metadata.actor.userPrincipalName, answer.right.metadata.payloadHash]
  return answer.left.type === 'UnreadableEvent' ? answer.left.problem.path : answer.left.type
}

const cases: Readonly<Record<string, readonly [personal: string, expected: unknown]>> = {
  'keys that objects inherit are keys that nobody asks for': [
    `{"actor:1":{"${who}":"kim","__proto__":{"${hash}":"evil"},"constructor":{"${hash}":"evil"},"toString":7,"valueOf":null}}`,
    ['kim', Erased]
  ],
  'and so they are at the level of the subjects': [
    `{"__proto__":{"${who}":"kim"},"constructor":{"${hash}":"h"},"toString":"x","hasOwnProperty":[]}`,
    ['kim', 'h']
  ],
  'a subject called __proto__ can be sealed': [
    `{"__proto__":{"key":"k","cipher":"AAAA","${who}":"kim"},"a":{"${hash}":"h"}}`,
    [Erased, 'h']
  ],
  'a subject called __proto__ may be no bag': [`{"__proto__":null,"a":{"${who}":"kim"}}`, ['kim', Erased]],
  'of two bags with one pointer the first is believed': [
    `{"b":{"${who}":"first"},"a":{"${who}":"second","${hash}":"h"},"c":{"${hash}":"third"}}`,
    ['first', 'h']
  ],
  'where the first is sealed, the second one': [
    `{"a":{"key":"k","cipher":"AAAA","${who}":"first"},"b":{"${who}":"second","${hash}":"h"}}`,
    ['second', 'h']
  ],
  'a bag with a cipher is sealed, whatever the cipher is': [`{"a":{"cipher":null,"${who}":"kim"}}`, [Erased, Erased]],
  'null in a bag says that there was nothing': [`{"a":{"${who}":null,"${hash}":"h"}}`, [null, 'h']],
  'and it is believed, too, where it is the first': [
    `{"a":{"${who}":null},"b":{"${who}":"second","${hash}":"h"}}`,
    [null, 'h']
  ],
  'null where there must be a value cannot be read': [`{"a":{"${hash}":null}}`, 'metadata.payloadHash'],
  'nor can another kind of value': [`{"a":{"${who}":7,"${hash}":"h"}}`, 'metadata.actor.userPrincipalName'],
  'not even one that looks like a forgotten one': [
    `{"a":{"${who}":{"erased":true},"${hash}":"h"}}`,
    'metadata.actor.userPrincipalName'
  ]
}

const noBags: Readonly<Record<string, string>> = {
  'a list': `[{"${who}":"kim","${hash}":"h"}]`,
  'a text': `"${who}"`,
  'an empty text': '""',
  'a number': '7',
  true: 'true',
  null: 'null',
  'an empty object': '{}'
}

const { today, first } = storedGrants()
for (const [version, stored] of Object.entries({ 'today’s': today, 'its first': first })) {
  for (const [title, [personal, expected]] of Object.entries(cases))
    t(`${title}, in ${version} shape`, () => same(found(stored, personal), expected))

  for (const [what, none] of Object.entries(noBags))
    t(`a bag, or all of them, that is ${what} contributes nothing, in ${version} shape`, () => {
      same(found(stored, `{"a":${none},"b":{"${who}":"kim"}}`), ['kim', Erased])
      same(found(stored, none), [Erased, Erased])
    })
}

t('values of the data are looked up like those of the metadata', () => {
  const place = '/data/billingProfile/defaultAddress'
  const stored = storedEvent(createCustomerEventEncoder(sha1), billingInfoUpdated())
  const answer = decoded(
    stored,
    `{"a":{"key":"k","cipher":"AAAA"},"__proto__":{"${place}/firstName":null,"${place}/addressLine1":"1 Quay"},
      "b":{"${place}/addressLine1":"2 Quay","${place}/lastName":"Reyes","__proto__":{"${place}/phoneNumber":"1"}}}`
  )
  assert.ok(E.isRight(answer) && answer.right.event.type === 'BillingInfoUpdated')
  const { firstName, lastName, addressLine1, phoneNumber } = answer.right.event.data.billingProfile.defaultAddress
  same([firstName, lastName, addressLine1, phoneNumber], [null, 'Reyes', '1 Quay', Erased])
})

t('what a field was and became is one value: lists and objects cannot be read', () => {
  const stored = storedEvent(createCustomerEventEncoder(sha1), companyDetailsUpdated())
  const place = '/data/changes/0/to'
  const lifted = { path: '/companyProfile/companyName', from: 'old' }
  const changed = (to: string) =>
    decoded(
      { ...stored, data: { ...(stored.data as JsonObject), changes: [lifted] } },
      `{"a":{"${hash}":"h","${place}":${to}}}`
    )
  for (const none of ['{"x":1}', '[1,2]', '{"erased":true}', '{"toString":1,"valueOf":1}']) {
    const answer = changed(none)
    assert.ok(E.isLeft(answer) && answer.left.type === 'UnreadableEvent', none)
    assert.is(answer.left.problem.path, 'data.changes.0.to')
  }
  for (const one of ['"new"', '7', 'true', 'null']) assert.ok(E.isRight(changed(one)), one)
})

/** JSON of bags with hostile names and values, in which what is asked for is not rare. */
const bags = (): fc.Arbitrary<string> => {
  const key = fc.constantFrom(who, hash, '/data/customerId', '__proto__', 'constructor', 'toString', 'cipher', '', '1')
  const leaf = fc.oneof(fc.constantFrom('kim', 'h', null, 7), fc.jsonValue({ maxDepth: 1 }))
  // By hand, since an object literal would take `__proto__` for something else.
  const object = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc
      .uniqueArray(fc.tuple(key, value), { maxLength: 4, selector: ([name]) => name })
      .map((all) => `{${all.map(([name, one]) => `${JSON.stringify(name)}:${one}`).join()}}`)
  const text = leaf.map((one) => JSON.stringify(one))
  const bag = object(text)
  return fc.oneof({ weight: 9, arbitrary: object(fc.oneof({ weight: 4, arbitrary: bag }, text)) }, text)
}

t('whatever the bags are, an event can be read or not, and an old shape finds in them what today’s does', () =>
  fc.assert(
    fc.property(bags(), (personal) => same(found(first, personal), found(today, personal))),
    { numRuns: 2000 }
  )
)

t.run()
