import { createInMemoryEventStore } from '@accountable/adapters/in-memory'
import { createSqlReadModels, pgliteDatabase } from '@accountable/adapters/postgres'
import { formatPosition, position, streamName } from '@accountable/domain/kernel'
import { expectRight } from '@accountable/domain/testing'
import {
  dropVersion,
  type Projection,
  type ReadModelStore,
  reach,
  rebuildProjection,
  replayParkedStream,
  showVersion
} from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, reached, untilFrozen, type World } from './engine-world.js'
import { changed, lived, next, rebuild, versions } from './rebuild-world.js'
import { letters, name, type ToyEvent, things, thingTable, toyDecode } from './toy.js'

/** The next version, and it can stand every name. */
const mended: Projection<ToyEvent> = {
  ...things,
  version: 2,
  evolve: (rows, timed) =>
    things.evolve(rows as never, timed.event.name === 'broken' ? { ...timed, event: { name: 'mended' } } : timed)
}

const names = async (store: ReadModelStore) => (await everything(store, thingTable)).map(({ row }) => row['name'])

const rebuilds = suite('rebuilding a projection', undefined, { timeout: 30_000 })

const rebuildCompareShowAndBack = async (one: World): Promise<void> => {
  const running = await rebuild(one, next)
  assert.is(await running.caughtUp, true)
  const comparison = await running.compareWith(things)
  assert.equal([comparison?.rows, comparison?.differences, comparison?.first], [8, 0, undefined])
  expectRight(await running.show(), 'showing it')
  await running.stop()
  assert.equal(await versions(one.store), ['letters 1 live', 'things 1', 'things 2 live'])
  assert.equal(await names(one.store), ['anna', 'bert', 'bea', 'adam'])
  expectRight(await showVersion(one.store, things), 'going back')
  assert.equal(await versions(one.store), ['letters 1 live', 'things 1 live', 'things 2'])
  expectRight(await dropVersion(one.store, next), 'cleaning up')
  assert.equal(await versions(one.store), ['letters 1 live', 'things 1 live'])
}

rebuilds('given the same fold, then it is the same row by row, is shown, and can be taken back', async () =>
  rebuildCompareShowAndBack(await lived())
)

rebuilds('given the same fold in PGlite, then it is the same row by row, is shown, and can be taken back', async () => {
  const database = await pgliteDatabase()
  await rebuildCompareShowAndBack(await lived(await createSqlReadModels(database, { schema: 'rebuilds' })))
  await database.close()
})

rebuilds('given another fold, then the comparison names the first event that made a difference', async () => {
  const one = await lived()
  const running = await rebuild(one, changed)
  await running.caughtUp
  const comparison = await running.compareWith(things)
  const second = one.log.records[1]
  assert.ok(second)
  // The row that bert named, the log row that named him, and the one that names him as what was before.
  assert.is(comparison?.differences, 3)
  assert.is(comparison?.first?.position, formatPosition(second.position))
  assert.equal([comparison?.first?.kind, comparison?.first?.properties], ['different', ['name', 'tags']])
  await running.cancel()
  assert.equal(await versions(one.store), ['letters 1 live', 'things 1 live'])
})

rebuilds('given a live engine, then a rebuild is compared while both go on', async () => {
  const one = await lived()
  const engine = one.run()
  const running = await rebuild(one, next)
  const more = setInterval(() => name(one.log, 'customer-b', 'bob'), 1)
  await running.caughtUp
  const comparison = await running.compareWith(things)
  clearInterval(more)
  assert.is(comparison?.differences, 0)
  await running.cancel()
  await engine.stop()
})

rebuilds('given a rebuild that stopped, when it is started again, then it goes on from its checkpoint', async () => {
  const one = await lived()
  const first = await rebuild(one, next)
  await firstValueFrom(first.progress$.pipe(filter(({ events }) => events > 0)))
  await first.stop()
  name(one.log, 'customer-c', 'cora')
  const second = await rebuild(one, next)
  assert.is(await second.caughtUp, true)
  const { events } = await firstValueFrom(second.progress$.pipe(filter(({ activity }) => activity === 'idle')))
  assert.ok(events <= 3)
  expectRight(await second.show(), 'showing it')
  await second.stop()
  assert.is((await names(one.store)).length, 5)
})

rebuilds('given a version that an engine feeds already, then it is not built beside itself', async () => {
  const one = await lived()
  const answer = await rebuildProjection({ feed: one.feed, store: one.store, decode: toyDecode, projection: things })
  assert.equal(E.isLeft(answer) && answer.left, { type: 'VersionInUse', group: 'toys' })
})

rebuilds(
  'given code with a new version of a small projection, then it is built, shown and joins, the old one stays',
  async () => {
    const one = await lived()
    const engine = one.run({ projections: [changed, letters] })
    await firstValueFrom(engine.progress$.pipe(filter((all) => all.size === 2)))
    await firstValueFrom(
      engine.progress$.pipe(
        filter((all) => all.size === 1 && [...all.values()].every(({ activity }) => activity === 'idle'))
      )
    )
    name(one.log, 'customer-c', 'bert')
    await reached(engine, one, 'toys+things@1')
    await engine.stop()
    assert.equal(await versions(one.store), ['letters 1 live', 'things 1', 'things 2 live'])
    assert.equal(await names(one.store), ['anna', 'BERT', 'bea', 'adam', 'BERT'])
    expectRight(await showVersion(one.store, things), 'going back')
    assert.equal(await names(one.store), ['anna', 'bert', 'bea', 'adam'])
  }
)

rebuilds(
  'given a customer that is parked for the new version alone, then it stays apart until the events were replayed',
  async () => {
    const one = await lived()
    name(one.log, 'customer-b', 'broken', 'bob')
    const engine = one.run({ projections: [{ ...things, version: 2 }, letters] })
    const versionsOf = async () => (await everything(one.store, thingTable)).filter(({ key }) => key === 'b')
    await firstValueFrom(
      engine.progress$.pipe(
        filter((all) => all.size === 2 && [...all.values()].every(({ activity }) => activity === 'idle'))
      )
    )
    await reached(engine, one, 'things@2')
    await reached(engine, one, 'toys+things@1')
    assert.equal(
      (await versionsOf()).map(({ row, parkedSince }) => [row['name'], parkedSince !== undefined]),
      [['bea', true]]
    )
    const replayed = await replayParkedStream({
      group: 'things@2',
      streamName: streamName('customer', 'b'),
      store: one.store,
      eventStore: createInMemoryEventStore(one.log),
      decode: toyDecode,
      projections: [mended]
    })
    assert.equal(replayed, { outcome: 'replayed', events: 2 })
    await engine.stop()
    const heir = one.run({ projections: [mended, letters] })
    await firstValueFrom(
      heir.progress$.pipe(
        filter((all) => all.size === 1 && [...all.values()].every(({ activity }) => activity === 'idle'))
      )
    )
    await heir.stop()
    assert.equal(
      (await versionsOf()).map(({ row, parkedSince }) => [row['name'], parkedSince]),
      [
        ['bea', undefined],
        ['mended', undefined],
        ['bob', undefined]
      ]
    )
  }
)

rebuilds(
  'given a new version and a policy that waits, then the old one is shown and known to stand still',
  async () => {
    const one = await lived()
    const engine = one.run({ projections: [changed, letters], rebuild: 'never' })
    await reached(engine, one, 'toys+things@1')
    await untilFrozen(engine, 'things 1')
    await engine.stop()
    assert.equal(await names(one.store), ['anna', 'bert', 'bea', 'adam'])
  }
)

rebuilds(
  'given a shown version that nobody runs, then who asks for more is told so at once, but not by a store that cannot know',
  async () => {
    const one = await lived()
    const begun = await rebuild(one, next)
    await begun.caughtUp
    const asked = (store: ReadModelStore) =>
      reach(store, 'things', { position: position(9_999n, 9_999n), timeout: 50 })()
    const frozen = await asked(one.store)
    assert.is(E.isLeft(frozen) && frozen.left.type, 'ProjectionFrozen')
    const isLeased: ReadModelStore['isLeased'] = (group) =>
      group === 'toys'
        ? async () => E.left({ type: 'ReadModelsUnavailable', message: 'down' })
        : one.store.isLeased(group)
    assert.equal(await asked({ ...one.store, isLeased }), E.left({ type: 'ReadModelsUnavailable', message: 'down' }))
    await begun.stop()
  }
)

rebuilds.run()
