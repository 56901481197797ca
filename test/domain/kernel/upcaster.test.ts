import { createCustomerEventEncoder, decodeCustomerEvent } from '@accountable/domain/customer'
import {
  createEventDecoder,
  type JsonObject,
  type StoredEvent,
  type StructuralReader,
  type Upcaster,
  uuidV5
} from '@accountable/domain/kernel'
import { customerId, purchasePermissionGranted, storedEvent } from '@accountable/domain/testing'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { sha1 } from '../digests.js'
import { same } from '../same.js'

const t = suite('upcasters')

const stored = (type: string, schemaVersion: number, data: JsonObject): StoredEvent => ({
  ...storedEvent(createCustomerEventEncoder(sha1), purchasePermissionGranted()),
  type,
  data,
  metadata: { schemaVersion }
})

const schemas = {
  Moved: {
    version: 3,
    read: (data: StructuralReader) => ({
      to: data.text('to', data.node['to']),
      who: data.personal('who', data.node['who'])
    })
  },
  Left: { version: 1, read: (data: StructuralReader) => ({ from: data.text('from', data.node['from']) }) }
}

const renamed = (from: number, before: string, after: string): Upcaster => ({
  type: 'Moved',
  from,
  upcast: ({ data: { [before]: value = null, ...data }, metadata, personal }) => ({
    data: { ...data, [after]: value },
    metadata,
    personal: { '/data/who': personal['/data/name'] ?? personal['/data/who'] ?? null }
  })
})

const first = renamed(1, 'target', 'goal')
const second = renamed(2, 'goal', 'to')
const decoderOf = (upcasters: ReadonlyArray<Upcaster>) =>
  createEventDecoder<{ type: string; data: object }, { version: number }>({
    schemas,
    upcasters,
    readMetadata: (metadata) => ({ version: metadata.wholeNumber('schemaVersion', metadata.node['schemaVersion']) })
  })

t('every old version is brought forward step by step, personal values too, however the steps are listed', () => {
  const personal = { 'contact:1': { '/data/name': 'Dana' } }
  for (const decode of [decoderOf([first, second]), decoderOf([second, first])]) {
    for (const [version, field] of [
      [1, 'target'],
      [2, 'goal'],
      [3, 'to']
    ] as const) {
      const who = version === 3 ? { 'contact:1': { '/data/who': 'Dana' } } : personal
      const decoded = decode(stored('Moved', version, { [field]: 'Oslo', personal: who }))
      assert.ok(E.isRight(decoded))
      assert.equal(decoded.right.event, { type: 'Moved', data: { to: 'Oslo', who: 'Dana' } })
      assert.equal(decoded.right.metadata, { version })
    }
    assert.ok(E.isRight(decode(stored('Left', 1, { from: 'Oslo' }))))
  }
})

t('chains that do not move forward are found when the decoder is made', () => {
  assert.throws(() => decoderOf([first]), /no upcaster from Moved@2/)
  assert.throws(() => decoderOf([second]), /no upcaster from Moved@1/)
  assert.throws(() => decoderOf([first, second, first]), /two upcasters from Moved@1/)
  for (const from of [3, 4, 0]) {
    assert.throws(() => decoderOf([first, second, { ...first, from }]), /does not move forward/)
  }
  assert.throws(() => decoderOf([first, second, { ...first, type: 'Left' }]), /Left@1 does not move forward/)
  assert.throws(() => decoderOf([first, second, { ...first, type: 'Unknown' }]), /Unknown@1 does not move forward/)
})

t('an upcaster that stumbles over a damaged event makes it unreadable', () => {
  const stumbling: Upcaster = {
    ...first,
    upcast: () => {
      throw new Error('a shape that it does not know')
    }
  }
  const decoded = decoderOf([stumbling, second])(stored('Moved', 1, {}))
  assert.equal(
    decoded,
    E.left({
      type: 'UnreadableEvent',
      eventType: 'Moved',
      problem: { path: '', code: 'Structure', message: 'expected a shape that its upcasters know' }
    })
  )
})

t('the first shape of a grant reads as one of today: its check is dated by the command', () => {
  const event = storedEvent(createCustomerEventEncoder(sha1), purchasePermissionGranted())
  const { evidence: _evidence, changes: _changes, ...data } = event.data as JsonObject
  const decoded = decodeCustomerEvent({
    ...event,
    data: { ...data, subscriptionId: '00000000-0000-4000-8000-00000000000e', offer: 'AzurePlan' },
    metadata: { ...(event.metadata as JsonObject), schemaVersion: 1 }
  })
  assert.ok(E.isRight(decoded))
  const checkedAt = '2026-01-05T09:12:44.120Z'
  same(decoded.right.event, purchasePermissionGranted({ evidence: { checkedAt } }))
  assert.is(decoded.right.metadata.schemaVersion, 1)
})

t('and where it never said which subscription, it is unreadable, not guessed', () => {
  const event = storedEvent(createCustomerEventEncoder(sha1), purchasePermissionGranted())
  const { evidence: _evidence, changes: _changes, ...data } = event.data as JsonObject
  const decoded = decodeCustomerEvent({
    ...event,
    data,
    metadata: { ...(event.metadata as JsonObject), schemaVersion: 1 }
  })
  assert.ok(E.isLeft(decoded) && decoded.left.type === 'UnreadableEvent')
  assert.is(decoded.left.problem.path, 'data.evidence.subscriptionId')
})

t('what a bag says under the name of something built in reaches no upcaster', () => {
  const hostile = '{"a":{"__proto__":{"/data/name":"Mallory"},"toString":"Mallory"},"b":{"/data/who":"Dana"}}'
  const personal = JSON.parse(hostile) as JsonObject
  const decoded = decoderOf([first, second])(stored('Moved', 1, { target: 'Oslo', personal }))
  assert.ok(E.isRight(decoded))
  assert.equal(decoded.right.event.data, { to: 'Oslo', who: 'Dana' })
})

t('a UUID of version 5 is the one of RFC 9562', () => {
  const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'
  assert.is(uuidV5(sha1)(dns, 'www.example.com'), '2ed6657d-e927-568b-95e1-2665a8aea6a2')
  assert.is(uuidV5(sha1)(dns.toUpperCase(), 'www.example.com'), '2ed6657d-e927-568b-95e1-2665a8aea6a2')
  assert.match(uuidV5(sha1)(customerId, 'é'), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

t.run()
