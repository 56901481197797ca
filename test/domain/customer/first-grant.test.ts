import { decodeCustomerEvent } from '@accountable/domain/customer'
import { Erased, type JsonObject } from '@accountable/domain/kernel'
import { customerId, purchasePermissionGranted } from '@accountable/domain/testing'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { same } from '../same.js'
import { storedGrants } from './first-grant.js'

const t = suite('a grant of the first shape, and the persons in it')

const actor = 'actor:actor-1'
const notes = `notes:${customerId}`
const who = 'kim@partner.example'
const hash = 'a'.repeat(64)
const sealed = { key: 'key-1', cipher: 'AAAA' }

const decodedWith = (bags: JsonObject) => {
  const { first } = storedGrants()
  const data = first.data as JsonObject
  const personal = { ...(data['personal'] as JsonObject), ...bags }
  const decoded = decodeCustomerEvent({ ...first, data: { ...data, personal } })
  assert.ok(E.isRight(decoded))
  return decoded.right
}

t('its bags are those of today, one for the actor and one for the notes', () => {
  same((storedGrants().first.data as JsonObject)['personal'], {
    [actor]: { '/metadata/actor/userPrincipalName': who },
    [notes]: { '/metadata/payloadHash': hash }
  })
})

for (const [title, bags, expected] of [
  ['given open bags, then both are read', {}, [who, hash]],
  ['given the actor’s bag sealed, then only the actor is forgotten', { [actor]: sealed }, [Erased, hash]],
  ['given the notes sealed, then only the hash is forgotten', { [notes]: sealed }, [who, Erased]],
  ['given both sealed, then both are forgotten', { [actor]: sealed, [notes]: sealed }, [Erased, Erased]],
  [
    'given a further bag, then it takes nothing from the others',
    { 'contact:1': { '/data/x': 'y', '/metadata/payloadHash': 'another' } },
    [who, hash]
  ]
] as const)
  t(title, () => {
    const { event, metadata } = decodedWith(bags)
    same([metadata.actor.userPrincipalName, metadata.payloadHash], expected)
    assert.is(metadata.schemaVersion, 1)
    same(event, purchasePermissionGranted({ evidence: { checkedAt: metadata.issuedAt } }))
  })

t.run()
