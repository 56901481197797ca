import { createInMemoryEventStore, createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { createSqlReadModels, pgDatabase, pgliteDatabase } from '@accountable/adapters/postgres'
import { streamName } from '@accountable/domain/kernel'
import {
  type Decode,
  type EventFeed,
  type FeedPage,
  healthOf,
  type Partition,
  type Projection,
  partitionName,
  partitionOf,
  partitionsOf,
  type ReadModelStore,
  type RunningProjections,
  reach,
  rebuildProjection,
  reconcile,
  repartition,
  replayParkedStream,
  type Save
} from '@accountable/projections'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { filter, firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, reached, until, type World, world } from './engine-world.js'
import { crashing, dump, fill, histories, type Step } from './law-world.js'
import { letters, name, nameLogTable, type ToyEvent, things, thingTable, toyDecode } from './toy.js'

const projections: ReadonlyArray<Projection<ToyEvent>> = [things]
const tables = [thingTable, nameLogTable]
const settings = { leaseTtl: 60 }

/** Many customers, so that every partition has some. */
const many: ReadonlyArray<Step> = Array.from(
  { length: 60 },
  (_, n) => [`customer-${n % 17}`, n % 29 === 28 ? 'broken' : `name ${n}`] as const
)

/** What one engine, which is not split, makes of a history in one page. */
const undivided = async (history: ReadonlyArray<Step>, store?: ReadModelStore): Promise<string> => {
  const one = world(store)
  fill(one, history)
  const engine = one.run({ projections, settings: { pageSize: 1000 } })
  await reached(engine, one)
  await engine.stop()
  return dump(one.store, tables)
}

/** Resolves when every partition holds the whole log, whoever runs it. */
const allThere = async ({ log, store }: World): Promise<void> => {
  const position = log.records.at(-1)?.position
  assert.ok(position)
  const answer = await reach(store, 'things', { position, timeout: 60_000 })()
  assert.ok(
    E.isRight(answer),
    JSON.stringify(answer, (_, one: unknown) => (typeof one === 'bigint' ? `${one}` : one))
  )
}

const checkpointsOf = async (store: ReadModelStore, of: number) =>
  Promise.all(
    partitionsOf(of).map(async (one) => {
      const own = await store.checkpointOf('toys', one)()
      return E.isRight(own) ? own.right?.position.commit : own.left
    })
  )

const runs = Number(process.env['FC_RUNS'] ?? 40)
const partitions = suite('a group in partitions', undefined, { timeout: 120_000 })

partitions('facts, attempts and metadata of one customer fall into one partition, which never changes', () => {
  const id = '54197d04-3ac7-5289-8607-2874a6f4ed03'
  for (const of of [1, 2, 3, 8]) {
    const all = [`customer-${id}`, `customerAttempt-${id}`, `$$customer-${id}`].map((one) => partitionOf(one, of).index)
    assert.is(new Set(all).size, 1)
  }
  // What was split once must be found again: these numbers are for ever.
  assert.equal(
    ['customer-a', 'customer-b', `customer-${id}`, 'customer-é'].map((one) => partitionOf(one, 8).index),
    [4, 5, 2, 1]
  )
  const ids = Array.from({ length: 4000 }, () => crypto.randomUUID())
  for (const partition of partitionsOf(4)) {
    const own = ids.filter((one) => partitionOf(`customer-${one}`, 4).index === partition.index)
    assert.ok(own.length > 800)
  }
})

partitions('however many partitions there are, the rows are byte for byte those of one', () =>
  fc.assert(
    fc.asyncProperty(
      histories,
      fc.record({ of: fc.integer({ min: 2, max: 5 }), pageSize: fc.integer({ min: 1, max: 9 }) }),
      async (history, { of, pageSize }) => {
        const one = world()
        fill(one, history)
        const engine = one.run({ projections, partitions: of, settings: { ...settings, pageSize } })
        await allThere(one)
        await engine.stop()
        assert.is(await dump(one.store, tables), await undivided(history))
      }
    ),
    { numRuns: runs }
  )
)

partitions('whatever comes while two processes share the work, rebuilt equals live', () =>
  fc.assert(
    fc.asyncProperty(histories, histories, async (before, during) => {
      const one = world()
      fill(one, before)
      const engines = ['one', 'two'].map((owner) =>
        one.run({ projections, partitions: 3, owner, settings: { ...settings, pageSize: 2 } })
      )
      for (const step of during) {
        fill(one, [step])
        await new Promise(setImmediate)
      }
      await allThere(one)
      await Promise.all(engines.map((engine) => engine.stop()))
      assert.is(await dump(one.store, tables), await undivided([...before, ...during]))
    }),
    { numRuns: Math.ceil(runs / 4) }
  )
)

partitions('a crash at any call of the store, before or after it took effect, loses and doubles nothing', async () => {
  const history = many.slice(0, 12)
  const expected = await undivided(history)
  let crashes = 0
  for (const moment of ['before', 'after'] as const)
    for (let nth = 1; ; nth++) {
      const one = world(createInMemoryReadModels())
      fill(one, history)
      const { store, dead, bury } = crashing(one.store, nth, moment)
      const work = { projections, partitions: 2, settings: { pageSize: 5, leaseTtl: 20 } }
      const victim = one.run({ ...work, store, owner: 'victim' })
      const survived = await Promise.race([dead.then(() => false), allThere(one).then(() => true)])
      if (survived) {
        await victim.stop()
        break
      }
      crashes += 1
      const heir = one.run({ ...work, owner: 'heir' })
      await allThere(one)
      await heir.stop()
      bury()
      await victim.stop()
      assert.is(await dump(one.store, tables), expected, `crashed ${moment} call ${nth}`)
    }
  assert.ok(crashes > 20)
})

/** How many partitions each of these engines runs right now. */
const working = async (engines: ReadonlyArray<RunningProjections>): Promise<ReadonlyArray<number>> =>
  Promise.all(
    engines.map(async ({ progress$ }) => {
      const all = await firstValueFrom(progress$)
      return [...all.values()].filter(({ activity }) => activity === 'idle' || activity === 'catchingUp').length
    })
  )

const untilShared = async (
  engines: ReadonlyArray<RunningProjections>,
  shares: ReadonlyArray<number>
): Promise<void> => {
  for (;;) {
    const found = await working(engines)
    if (found.every((count, index) => count === shares[index])) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

partitions('given processes that come and go, then each has its share, and nothing is missed or doubled', async () => {
  const one = world()
  fill(one, many.slice(0, 20))
  const start = (owner: string) => one.run({ projections, partitions: 4, owner, settings })
  const first = start('first')
  await untilShared([first], [4])
  const second = start('second')
  await untilShared([first, second], [2, 2])
  fill(one, many.slice(20, 40))
  await allThere(one)
  const third = start('third')
  const fourth = start('fourth')
  await untilShared([first, second, third, fourth], [1, 1, 1, 1])
  await Promise.all([second.stop(), third.stop()])
  await untilShared([first, fourth], [2, 2])
  fill(one, many.slice(40))
  await allThere(one)
  await Promise.all([first.stop(), fourth.stop()])
  assert.is(await dump(one.store, tables), await undivided(many))
  for (const seat of [1, 2, 3, 4]) assert.equal(await one.store.isLeased(`toys seat ${seat}/4`)(), E.right(false))
  for (const partition of partitionsOf(4))
    assert.equal(await one.store.isLeased(partitionName('toys', partition))(), E.right(false))
})

partitions('given more partitions than processes by a few, then no process is left without one', async () => {
  const one = world()
  fill(one, many)
  const engines = ['one', 'two', 'three'].map((owner) => one.run({ projections, partitions: 4, owner, settings }))
  for (;;) {
    const counts = await working(engines)
    if (counts.toSorted((a, b) => a - b).join() === '1,1,2') break
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await allThere(one)
  await Promise.all(engines.map((engine) => engine.stop()))
  assert.is(await dump(one.store, tables), await undivided(many))
})

partitions('given a process that must stop at a newer event, then its partitions go to one that need not', async () => {
  const one = world()
  fill(one, many.slice(0, 20))
  const old = one.run({ projections, partitions: 4, owner: 'old', settings })
  await untilShared([old], [4])
  const decode: Decode<ToyEvent> = (stored) =>
    stored.type === 'Later' ? toyDecode({ ...stored, type: 'Named' }) : toyDecode(stored)
  const recent = one.run({ projections, partitions: 4, owner: 'recent', settings, decode })
  await untilShared([old, recent], [2, 2])
  for (let n = 0; n < 17; n++)
    one.log.store(`customer-${n}`, [{ eventId: `later ${n}`, type: 'Later', data: '{"name":"lea"}', metadata: '{}' }])
  await allThere(one)
  await untilShared([recent], [4])
  await Promise.all([old.stop(), recent.stop()])
})

partitions('given a token, then a customer waits for its own partition, and a list for all of them', async () => {
  const one = world()
  const stuck = partitionOf('customer-a', 2)
  const save: ReadModelStore['save'] = (work: Save) =>
    work.partition?.index === stuck.index
      ? () => Promise.resolve(E.left({ type: 'ReadModelsUnavailable', message: 'down' }))
      : one.store.save(work)
  name(one.log, 'customer-a', 'anna')
  name(one.log, 'customer-b', 'bea')
  const position = one.log.records.at(-1)?.position
  assert.ok(position)
  const engine = one.run({ projections, partitions: 2, settings, store: { ...one.store, save } })
  assert.ok(E.isRight(await reach(one.store, 'things', { position, timeout: 20_000 }, 'customer-b')()))
  const late = { position, timeout: 30 }
  const forList = await reach(one.store, 'things', late)()
  const forStuck = await reach(one.store, 'things', late, 'customer-a')()
  assert.is(E.isLeft(forList) && forList.left.type, 'NotReached')
  assert.is(E.isLeft(forStuck) && forStuck.left.type, 'NotReached')
  const progress = await until(engine, ({ failure }) => failure !== undefined, partitionName('toys', stuck))
  assert.is(progress.position, undefined)
  const health = healthOf(await firstValueFrom(engine.progress$), { maxLagSeconds: 1e9 })
  assert.equal(
    health.findings.map(({ code, message }) => `${code}: ${message.split(' failed')[0]}`),
    [`Failing: ${partitionName('toys', stuck)}`]
  )
  await engine.stop()
})

partitions(
  'given events of other partitions at the end of the log, then a list does not wait for a timer',
  async () => {
    const one = world()
    const engine = one.run({ projections, partitions: 3, settings: { ...settings, bareCheckpointEvery: 600_000 } })
    for (const [stream, what] of many.slice(0, 10)) {
      name(one.log, stream, what)
      await allThere(one)
    }
    await engine.stop()
  }
)

partitions('given a parked customer, then its partition says so, and it is replayed there', async () => {
  const one = world()
  name(one.log, 'customer-a', 'anna', 'broken', 'adam')
  name(one.log, 'customer-b', 'bea')
  const engine = one.run({ projections, partitions: 2, settings })
  await allThere(one)
  const home = partitionName('toys', partitionOf('customer-a', 2))
  const { findings } = await until(engine, (progress) => progress.findings.size > 0, home)
  assert.equal([...findings.keys()], ['customer-a'])
  const elsewhere = [...(await firstValueFrom(engine.progress$))].filter(([group]) => group !== home)
  assert.ok(elsewhere.every(([, progress]) => progress.findings.size === 0))
  const fixed: Projection<ToyEvent> = {
    ...things,
    evolve: (rows, timed) =>
      things.evolve(rows as never, timed.event.name === 'broken' ? { ...timed, event: { name: 'mended' } } : timed)
  }
  const outcome = await replayParkedStream({
    group: 'toys',
    streamName: streamName('customer', 'a'),
    store: one.store,
    eventStore: createInMemoryEventStore(one.log),
    decode: toyDecode,
    projections: [fixed]
  })
  assert.equal(outcome, { outcome: 'replayed', events: 2 })
  name(one.log, 'customer-a', 'alma')
  await allThere(one)
  await engine.stop()
  const names = (await everything(one.store, thingTable)).filter(({ key }) => key === 'a').map(({ row }) => row['name'])
  assert.equal(names, ['anna', 'mended', 'adam', 'alma'])
  assert.equal(await reconcile(one.feed, one.store, 'toys'), { streams: 2, events: 5, miscounts: [], rowMiscounts: [] })
})

partitions(
  'given partitions at different positions, then each stream is counted up to its own checkpoint',
  async () => {
    const one = world()
    const stuck = partitionOf('customer-a', 2)
    fill(one, [...many.slice(0, 10), ['customer-a', 'anna']])
    let saves = 0
    const save: ReadModelStore['save'] = (work: Save) =>
      work.partition?.index === stuck.index && ++saves > 1
        ? () => Promise.resolve(E.left({ type: 'ReadModelsUnavailable', message: 'down' }))
        : one.store.save(work)
    const engine = one.run({ projections, partitions: 2, settings, store: { ...one.store, save } })
    const other = partitionsOf(2).find(({ index }) => index !== stuck.index) as Partition
    await reached(engine, one, partitionName('toys', other))
    await until(engine, ({ failure }) => failure !== undefined, partitionName('toys', stuck))
    await engine.stop()
    const { miscounts, events } = await reconcile(one.feed, one.store, 'toys')
    assert.equal(miscounts, [])
    assert.ok(events > 0 && events < 11)
  }
)

partitions(
  'given another number of partitions, then engines stop and say so, until the group is split anew',
  async () => {
    for (const [from, into] of [
      [1, 3],
      [3, 2],
      [2, 1]
    ] as const) {
      const one = world()
      fill(one, many.slice(0, 30))
      const before = one.run({ projections, partitions: from, settings })
      await allThere(one)
      await before.stop()
      // Left apart, as after a crash: the partitions stand at different positions.
      fill(one, many.slice(30, 40))
      if (from > 1) await one.run({ projections, partitions: from, settings: { ...settings, pageSize: 1 } }).stop()
      const refused = one.run({ projections, partitions: into, settings })
      const all = await firstValueFrom(
        refused.progress$.pipe(
          filter((groups) => groups.size === into && [...groups.values()].every(({ stop }) => stop))
        )
      )
      for (const { stop } of all.values())
        assert.equal(stop, { type: 'PartitionedOtherwise', group: 'toys', partitions: from })
      assert.is(healthOf(all, { maxLagSeconds: 60 }).status, 'notReady')
      await refused.stop()
      const parts = { feed: one.feed, store: one.store, decode: toyDecode, group: 'toys', projections }
      assert.equal(await repartition({ ...parts, partitions: into }), { outcome: 'repartitioned' })
      fill(one, many.slice(40))
      const after = one.run({ projections, partitions: into, settings })
      await allThere(one)
      await after.stop()
      assert.is(await dump(one.store, tables), await undivided(many))
    }
  }
)

partitions(
  'given an event that is gone for good, then the group is split anew, and its customer is parked',
  async () => {
    const one = world()
    const { index } = partitionOf('customer-a', 2)
    name(one.log, 'customer-a', 'anna', 'adam', 'alma')
    const lost = one.log.records[1]?.eventId
    fill(one, many)
    const feed: EventFeed = {
      ...one.feed,
      readAll: (after, limit) =>
        TE.map((page: FeedPage) => ({ ...page, events: [...page.events].filter(({ eventId }) => eventId !== lost) }))(
          one.feed.readAll(after, limit)
        )
    }
    const save: ReadModelStore['save'] = (work) =>
      work.partition?.index === index
        ? TE.left({ type: 'ReadModelsUnavailable', message: 'down' })
        : one.store.save(work)
    const before = one.run({ projections, partitions: 2, settings, feed, store: { ...one.store, save } })
    await reached(before, one, partitionName('toys', { index: 1 - index, of: 2 }))
    await before.stop()
    const parts = { feed, store: one.store, decode: toyDecode, group: 'toys', projections }
    assert.equal(await repartition({ ...parts, partitions: 3 }), { outcome: 'repartitioned' })
    const progress = await one.store.progressOf('toys', 'customer-a')()
    assert.is(E.isRight(progress) && progress.right?.parked?.reason.code, 'Gap')
  }
)

partitions('given an engine at work, then its group is not split anew', async () => {
  const one = world()
  fill(one, many)
  const engine = one.run({ projections, partitions: 2, settings })
  await allThere(one)
  const parts = { feed: one.feed, store: one.store, decode: toyDecode, group: 'toys', projections }
  assert.is((await repartition({ ...parts, partitions: 3 })).outcome, 'inUse')
  await engine.stop()
  assert.is(new Set(await checkpointsOf(one.store, 2)).size, 1)
})

partitions('a crash at any call of a repartition loses and doubles nothing', async () => {
  const expected = await undivided(many)
  for (const moment of ['before', 'after'] as const)
    for (let nth = 1; ; nth++) {
      const one = world()
      fill(one, many.slice(0, 40))
      // One partition is at the end, the others have not begun.
      const { index } = partitionOf('customer-1', 3)
      const halting: ReadModelStore['save'] = (work) =>
        work.partition?.index === index
          ? one.store.save(work)
          : () => Promise.resolve(E.left({ type: 'ReadModelsUnavailable', message: 'down' }))
      const before = one.run({ projections, partitions: 3, settings, store: { ...one.store, save: halting } })
      await reached(before, one, partitionName('toys', { index, of: 3 }))
      await before.stop()
      fill(one, many.slice(40))
      const { store, dead, bury } = crashing(one.store, nth, moment)
      const parts = { feed: one.feed, decode: toyDecode, group: 'toys', projections, partitions: 2 }
      const some = { pageSize: 7, leaseTtl: 5 }
      const work = repartition({ ...parts, store, settings: some })
      const survived = await Promise.race([dead.then(() => false), work.then(() => true)])
      let outcome = survived ? await work : undefined
      while (outcome?.outcome !== 'repartitioned') {
        outcome = await repartition({ ...parts, store: one.store, settings: some })
        assert.is.not(outcome.outcome, 'failed')
      }
      bury()
      await work
      const after = one.run({ projections, partitions: 2, settings })
      await allThere(one)
      await after.stop()
      assert.is(await dump(one.store, tables), expected, `crashed ${moment} call ${nth}`)
      if (survived) break
    }
})

partitions(
  'given a new version, then it is built in partitions, shown when the slowest is there, and stays apart',
  async () => {
    const one = world()
    fill(one, many)
    const before = one.run({ projections, partitions: 3, settings })
    await allThere(one)
    await before.stop()
    const next = { ...things, version: 2 }
    const engines = ['one', 'two'].map((owner) => one.run({ projections: [next], partitions: 3, owner, settings }))
    for (;;) {
      const members = await one.store.members()()
      if (E.isRight(members) && members.right.some(({ version, live }) => version === 2 && live)) break
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    assert.is(await dump(one.store, tables), await undivided(many))
    fill(one, [['customer-3', 'late']])
    await allThere(one)
    await Promise.all(engines.map((engine) => engine.stop()))
    const members = await one.store.members()()
    assert.equal(E.isRight(members) && members.right.map(({ version, group, live }) => [version, group, live]), [
      [1, 'toys', false],
      [2, 'things@2', true]
    ])
  }
)

partitions(
  'given a rebuild of a split group, then it is compared, shown and taken over in as many partitions',
  async () => {
    const one = world()
    fill(one, many.slice(0, 40))
    const before = one.run({ projections, partitions: 3, settings })
    await allThere(one)
    const next = { ...things, version: 2 }
    const parts = { feed: one.feed, store: one.store, decode: toyDecode, projection: next }
    const begun = await rebuildProjection({ ...parts, settings: { pageSize: 3 } })
    assert.ok(E.isRight(begun))
    await firstValueFrom(begun.right.progress$.pipe(filter(({ events }) => events > 0)))
    await begun.right.stop()
    assert.equal(await one.store.partitions('things@2')(), E.right(3))
    const resumed = await rebuildProjection({ ...parts, settings: { pageSize: 3 } })
    assert.ok(E.isRight(resumed))
    assert.is(await resumed.right.caughtUp, true)
    const comparison = await resumed.right.compareWith(things)
    assert.is(comparison?.differences, 0)
    assert.ok((comparison?.rows ?? 0) > 0)
    const { position, findings } = await firstValueFrom(
      resumed.right.progress$.pipe(filter(({ activity }) => activity === 'idle'))
    )
    assert.is(position?.commit, one.log.records.at(-1)?.position.commit)
    assert.is(findings.size, 1)
    assert.ok(E.isRight(await resumed.right.show()))
    await resumed.right.stop()
    await before.stop()
    fill(one, many.slice(40))
    const after = one.run({ projections: [next], partitions: 3, settings })
    await allThere(one)
    await after.stop()
    const healthy = world()
    fill(healthy, many)
    const engine = healthy.run({ projections })
    await reached(engine, healthy)
    await engine.stop()
    for (const table of tables) assert.equal(await everything(one.store, table), await everything(healthy.store, table))
  }
)

partitions(
  'given a rebuild of which one partition meets a newer event, then it stopped before it had caught up',
  async () => {
    const one = world()
    fill(one, many)
    one.log.store('customer-a', [{ eventId: 'later', type: 'Later', data: '{"name":"lea"}', metadata: '{}' }])
    const parts = { feed: one.feed, store: one.store, decode: toyDecode, projection: things, partitions: 3 }
    const begun = await rebuildProjection({ ...parts, settings: { progressEvery: 10 } })
    assert.ok(E.isRight(begun))
    assert.is(await begun.right.caughtUp, false)
    assert.is((await begun.right.stop()).type, 'UpgradeRequired')
  }
)

partitions('a rebuild is split only where its rows are those of single customers', async () => {
  const one = world()
  fill(one, many.slice(0, 5))
  const parts = { feed: one.feed, store: one.store, decode: toyDecode, projection: letters }
  await rebuildProjection({ ...parts, partitions: 2 }).then(
    () => assert.unreachable(),
    (error: unknown) => assert.instance(error, RangeError)
  )
})

partitions(
  'given a group with a projection that a process lacks, then its own one goes on apart, in partitions',
  async () => {
    const one = world()
    const twin: Projection<ToyEvent> = { ...letters, perCustomer: true, keysOf: () => ({}), evolve: () => ({}) }
    fill(one, many.slice(0, 30))
    const before = one.run({ projections: [things, twin], partitions: 2, settings })
    await allThere(one)
    await before.stop()
    fill(one, many.slice(30))
    const after = one.run({ projections, partitions: 2, settings })
    await reached(after, one, 'toys+letters@1 1/2')
    await reached(after, one, 'toys+letters@1 2/2')
    await after.stop()
    const rowsOf = async (store: ReadModelStore) => Promise.all(tables.map((table) => everything(store, table)))
    const healthy = world()
    fill(healthy, many)
    const engine = healthy.run({ projections })
    await reached(engine, healthy)
    await engine.stop()
    assert.equal(await rowsOf(one.store), await rowsOf(healthy.store))
  }
)

partitions('a projection whose rows several customers share is refused', () => {
  const one = world()
  assert.throws(() => one.run({ projections: [things, letters], partitions: 2 }), /letters cannot run in partitions/)
  assert.throws(() => one.run({ projections, partitions: 0 }), /not a number of partitions/)
})

const connectionString = process.env['DATABASE_URL']
for (const [where, open] of Object.entries({
  PGlite: () => pgliteDatabase(),
  ...(connectionString === undefined ? {} : { PostgreSQL: async () => pgDatabase(connectionString, 8) })
}))
  partitions(`in ${where} two processes make the rows of one, and so they do split anew`, async () => {
    const database = await open()
    const schema = `partitions_${process.pid}`
    const wholeSchema = `${schema}_whole`
    const stores = [await createSqlReadModels(database, { schema }), await createSqlReadModels(database, { schema })]
    const one = world(stores[0])
    fill(one, many.slice(0, 40))
    const run = (of: number) =>
      stores.map((store) => one.run({ projections, partitions: of, store, settings: { leaseTtl: 300, pageSize: 7 } }))
    const before = run(3)
    await allThere(one)
    await Promise.all(before.map((engine) => engine.stop()))
    const parts = { feed: one.feed, store: one.store, decode: toyDecode, group: 'toys', projections }
    assert.equal(await repartition({ ...parts, partitions: 2 }), { outcome: 'repartitioned' })
    fill(one, many.slice(40))
    const after = run(2)
    await allThere(one)
    await Promise.all(after.map((engine) => engine.stop()))
    const expected = await undivided(many, await createSqlReadModels(database, { schema: wholeSchema }))
    const found = await dump(one.store, tables)
    const { miscounts } = await reconcile(one.feed, one.store, 'toys')
    await database.query(`DROP SCHEMA ${schema}, ${wholeSchema} CASCADE`)
    await database.close()
    assert.is(found, expected)
    assert.equal(
      miscounts.filter(({ parked }) => !parked),
      []
    )
  })

partitions.run()
