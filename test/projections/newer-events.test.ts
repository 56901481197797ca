import { type Decode, partitionOf } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, type World, world } from './engine-world.js'
import { dump, fill, inTurn, type Step, times, toyTables } from './law-world.js'
import { catchUp, checkpointOf, observed, refusing, sessionOf, slowly, stopOf } from './session-world.js'
import { letters, nameLogTable, type ToyEvent, things, thingTable, toyDecode } from './toy.js'

/** These events, one of tomorrow, and as many as fill two pages of a hundred. */
const given = (before: ReadonlyArray<Step>, later: string): World => {
  const one = world()
  fill(one, before)
  one.log.store(later, [{ eventId: 'later', type: 'Later', data: '{"name":"lea"}', metadata: '{}' }])
  fill(one, times(199 - before.length, inTurn))
  return one
}

/** The code of tomorrow. */
const decode: Decode<ToyEvent> = (stored) =>
  stored.type === 'Later' ? toyDecode({ ...stored, type: 'Named' }) : toyDecode(stored)

const settings = { pageSize: 100 }
const stepByStep = { pageSize: 1 }

/** It stops before the event of tomorrow, after so many saves, with everything before it saved and nothing else looked at. */
const stopsBefore = async (
  one: World,
  before: ReadonlyArray<Step>,
  saves: number,
  parts: Parameters<typeof sessionOf>[1] = { settings }
): Promise<void> => {
  const folded: string[] = []
  const stop = await stopOf(await sessionOf(one, { ...parts, projections: [observed(folded), letters] }))
  const ids = one.log.records.map(({ eventId }) => eventId)
  const { position } = one.log.records[before.length] ?? {}
  const event = { type: 'NewerEvent', eventType: 'Later', schemaVersion: 9 }
  assert.equal(stop, { type: 'UpgradeRequired', group: 'toys', event, position })
  assert.equal(folded, ids.slice(0, before.length))
  const last = one.log.records[before.length - 1]
  const landmark = last && { position: last.position, eventId: last.eventId }
  assert.equal(await checkpointOf(one.store), last && { sequence: saves, position: last.position, landmark })
  const without = world()
  fill(without, before)
  await catchUp(without, { settings: stepByStep })
  assert.is(await dump(one.store), await dump(without.store))
}

/** The code of tomorrow goes on from there, and comes to the rows of one that never had to stop. */
const goesOn = async (one: World, before: ReadonlyArray<Step>, later: string): Promise<void> => {
  await catchUp(one, { decode, settings })
  const healthy = given(before, later)
  await catchUp(healthy, { decode, settings: stepByStep })
  assert.is(await dump(one.store), await dump(healthy.store))
}

const newer = suite('an event newer than the code')

for (const [page, first] of Object.entries({ 'the first page': 0, 'a page of customers that are known': 100 }))
  for (const place of [0, 1, 15, 16, 17, 31, 32, 40, 64])
    for (const later of ['customer-a', 'customer-d', 'customerAttempt-a'])
      newer(`given one of ${later} behind ${place} others of ${page}, then it is stopped before it`, async () => {
        const before = times(first + place, inTurn)
        const one = given(before, later)
        await stopsBefore(one, before, Math.ceil(before.length / 100))
        await goesOn(one, before, later)
      })

for (const place of [90, 92, 100])
  newer(
    `given one behind ${place} others, in pages that are saved together, then it is stopped before it`,
    async () => {
      const before = times(place, inTurn)
      const one = given(before, 'customer-d')
      const parts = { store: slowly(one.store, 50), settings: { pageSize: 10, readAhead: 20 } }
      await stopsBefore(one, before, 2, parts) // One page first, and then all that were read meanwhile.
      await goesOn(one, before, 'customer-d')
    }
  )

newer('given records of nobody before it, then the checkpoint stands at the last event', async () => {
  const one = world()
  fill(one, [...times(32, inTurn), ...times(8, (n) => ['other-x', `${n}`])])
  one.log.store('customer-a', [{ eventId: 'later', type: 'Later', data: '{}', metadata: '{}' }])
  const stop = await stopOf(await sessionOf(one, { settings }))
  assert.is(stop.type, 'UpgradeRequired')
  assert.equal((await checkpointOf(one.store))?.position, one.log.records[31]?.position)
})

newer('given rows before it that the store refuses, then their customer is parked, and the rest is saved', async () => {
  const one = given([...times(39, inTurn), ['customer-d', 'evil']], 'customer-a')
  const stop = await stopOf(await sessionOf(one, { store: refusing(one.store, 'evil'), settings }))
  assert.is(stop.type, 'UpgradeRequired')
  assert.equal((await checkpointOf(one.store))?.position, one.log.records[39]?.position)
  const parked = await one.store.progressOf('toys', 'customer-d')()
  assert.is(E.isRight(parked) && parked.right?.parked?.reason.code, 'RowsRefused')
  const without = world()
  fill(without, times(39, inTurn))
  await catchUp(without)
  for (const table of toyTables)
    assert.equal(await everything(one.store, table), await everything(without.store, table))
})

for (const own of [32, 40])
  newer(`given one behind ${own} events of one partition of two, then the other one goes on to the end`, async () => {
    const stuck = partitionOf('customer-a', 2)
    const other = partitionOf('customer-b', 2)
    assert.is.not(stuck.index, other.index)
    const steps = times(own * 2, (n): Step => [n % 2 === 0 ? 'customer-a' : 'customer-b', `name ${n}`])
    const one = given(steps, 'customer-a')
    const work = { projections: [things], settings }
    const stop = await stopOf(await sessionOf(one, { ...work, partition: stuck }))
    assert.is(stop.type, 'UpgradeRequired')
    const lastOfItsOwn = one.log.records[own * 2 - 2]
    assert.equal((await checkpointOf(one.store, stuck))?.position, lastOfItsOwn?.position)
    await catchUp(one, { ...work, partition: other })
    assert.equal((await checkpointOf(one.store, other))?.position, one.log.records.at(-1)?.position)
    await catchUp(one, { ...work, decode, partition: stuck })
    const healthy = given(steps, 'customer-a')
    await catchUp(healthy, { ...work, decode, settings: stepByStep })
    const tables = [thingTable, nameLogTable]
    assert.is(await dump(one.store, tables), await dump(healthy.store, tables))
  })

newer.run()
