import { comparePositions, type Position } from '@accountable/domain/kernel'
import {
  type PageKeys,
  type Partition,
  partitionOf,
  partitionsOf,
  type ReadModelStore,
  repartition
} from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { type World, world } from './engine-world.js'
import { dump, fill, inTurn, type Step, times } from './law-world.js'
import { asking, catchUp, checkpointOf, observed, refusing, sessionOf, slowly, workUpTo } from './session-world.js'
import { letters, nameLogTable, things, thingTable, toyDecode } from './toy.js'

const given = (steps: ReadonlyArray<Step>): World => {
  const one = world()
  fill(one, steps)
  return one
}

const positionOf = async (store: ReadModelStore, partition?: Partition): Promise<Position | undefined> =>
  (await checkpointOf(store, partition))?.position

/** The rows of a log that ends there. */
const rowsOf = async (steps: ReadonlyArray<Step>): Promise<string> => {
  const one = given(steps)
  await catchUp(one, { settings: { pageSize: 1, readAhead: 0 } })
  return dump(one.store)
}

const meeting = suite('where a group is to end inside a page')
const settings = { pageSize: 100, readAhead: 2 }

for (const [who, known] of Object.entries({ 'nobody known': 0, 'customers known from an earlier page': 100 }))
  for (const index of [0, 14, 15, 16, 31, 32, 40, 64, 99])
    for (const delay of [0, 3])
      meeting(`given ${who}, the end at ${index} and ${delay} turns for an answer, then it ends there`, async () => {
        const end = known + index
        const steps = times(300, (n) => (n > end ? [`customer-later ${n}`, `later ${n}`] : inTurn(n)))
        const one = given(steps)
        const until = one.log.records[end]?.position
        const folded: string[] = []
        const asked: PageKeys[] = []
        const parts = {
          projections: [observed(folded), letters],
          store: slowly(asking(one.store, asked), delay),
          settings
        }
        assert.ok(until)
        await workUpTo(await sessionOf(one, { ...parts, until }), until)
        assert.equal(await positionOf(one.store), until)
        const before = one.log.records.slice(0, end + 1)
        assert.equal(
          folded,
          before.map(({ eventId }) => eventId)
        )
        assert.equal(
          [...new Set(asked.flatMap(({ streams }) => streams))],
          ['a', 'b', 'c'].slice(0, end + 1).map((id) => `customer-${id}`)
        )
        assert.is(await dump(one.store), await rowsOf(steps.slice(0, end + 1)))
        await catchUp(one, { settings })
        assert.is(await dump(one.store), await rowsOf(steps))
      })

meeting('given an end at a record of nobody, then the checkpoint stands exactly there', async () => {
  const steps = times(100, (n) => (n > 35 && n < 45 ? ['other-x', `${n}`] : inTurn(n)))
  const one = given(steps)
  const until = one.log.records[40]?.position
  assert.ok(until)
  await workUpTo(await sessionOf(one, { until, settings }), until)
  assert.equal(await positionOf(one.store), until)
  assert.is(await dump(one.store), await rowsOf(steps.slice(0, 36)))
})

meeting('given an event newer than the code right behind the end, then it is not looked at', async () => {
  const one = given(times(41, inTurn))
  one.log.store('customer-a', [{ eventId: 'later', type: 'Later', data: '{}', metadata: '{}' }])
  fill(one, times(58, inTurn))
  const until = one.log.records[40]?.position
  assert.ok(until)
  await workUpTo(await sessionOf(one, { until, settings }), until)
  assert.equal(await positionOf(one.store), until)
})

meeting('given rows before the end that the store refuses, then nothing behind it is saved either', async () => {
  const steps = times(100, (n) => (n === 10 ? ['customer-d', 'evil'] : inTurn(n)))
  const one = given(steps)
  const until = one.log.records[40]?.position
  assert.ok(until)
  const store = refusing(one.store, 'evil')
  await workUpTo(await sessionOf(one, { store, until, settings }), until)
  assert.equal(await positionOf(one.store), until)
  await catchUp(one, { store, settings })
  const parked = await one.store.progressOf('toys', 'customer-d')()
  assert.is(E.isRight(parked) && parked.right?.parked?.reason.code, 'RowsRefused')
})

meeting(
  'given partitions of which one stands inside a page, when they are split anew, then all meet there',
  async () => {
    const steps = times(41, (n): Step => [`customer-${n % 9}`, `name ${n}`])
    const ahead = partitionOf('customer-4', 3) // The last event's.
    const one = given(steps)
    const projections = [things]
    await catchUp(one, { projections, partition: ahead })
    fill(
      one,
      times(100, (n) => [`customer-${n % 12}`, `later ${n}`])
    )
    const until = one.log.records[40]?.position
    const positions: unknown[] = []
    const store: ReadModelStore = {
      ...one.store,
      repartition: (group, into) =>
        TE.chain(() => one.store.repartition(group, into))(async () => {
          for (const partition of partitionsOf(3)) positions.push(await positionOf(one.store, partition))
          return E.right(undefined)
        })
    }
    const parts = { feed: one.feed, store, decode: toyDecode, group: 'toys', projections, partitions: 2 }
    assert.equal(await repartition({ ...parts, settings: { pageSize: 100 } }), { outcome: 'repartitioned' })
    assert.equal(positions, [until, until, until])
    const tables = [thingTable, nameLogTable]
    const reference = given(steps)
    await catchUp(reference, { projections })
    assert.is(await dump(one.store, tables), await dump(reference.store, tables))
    assert.ok(until && comparePositions(until, one.log.records.at(-1)?.position ?? until) < 0)
  }
)

meeting.run()
