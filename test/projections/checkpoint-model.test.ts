import {
  createInMemoryEventFeed,
  createInMemoryLog,
  createInMemoryReadModels,
  type InMemoryLog
} from '@accountable/adapters/in-memory'
import { comparePositions } from '@accountable/domain/kernel'
import {
  defaultEngineSettings,
  type EngineSettings,
  type EventFeed,
  type GroupSession,
  openSession,
  type PageStore,
  type Partition,
  type Projection,
  partitionOf,
  partitionsOf,
  type ReadModelStore
} from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { NEVER } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, quick } from './engine-world.js'
import type { Step } from './law-world.js'
import { name, nameLogTable, type ToyEvent, things, thingTable, totalTable, toyDecode, toys } from './toy.js'

/**
 * Two engines that ignore the leases work on one group: the worst that two processes can do. Every order in which their calls
 * to the store can happen is tried, with crashes before and after each call and with a feed that repeats pages. It is the
 * real session, the real fold and a real store; only the order of calls is ours.
 */
type Fate = 'answered' | 'crashed before' | 'crashed after' | 'failed after'

/** How a call can go wrong. */
const fatesOf = (what: string): ReadonlyArray<Fate> =>
  what === 'save' ? ['crashed before', 'crashed after', 'failed after'] : ['crashed before']

interface Choice {
  readonly engine: number
  /** Which of its calls: it loads the next page while it saves one. */
  readonly what: string
  readonly fate: Fate
}

/** A call that an engine has made, and that waits for its turn. */
interface Pending {
  readonly what: string
  readonly perform: () => Promise<unknown>
  readonly settle: (answer: unknown) => void
}

const whole: Partition = { index: 0, of: 1 }

/** Until every engine waits for an answer: between two of its calls an engine lets the event loop turn now and then. */
const settled = async (): Promise<void> => {
  do await new Promise((resolve) => setImmediate(resolve))
  while (process.getActiveResourcesInfo().includes('Immediate'))
}

const logOf = (...history: ReadonlyArray<Step>): InMemoryLog => {
  const log = createInMemoryLog({ clock: () => 0 })
  for (const [streamName, one] of history) name(log, streamName, one)
  return log
}

/** What is explored: engines, each with its partition and its feed. */
interface Model {
  readonly log: InMemoryLog
  readonly projections: ReadonlyArray<Projection<ToyEvent>>
  readonly engines: ReadonlyArray<{ readonly partition: Partition; readonly feed: EventFeed }>
  /** How many crashes and failures a life may have. */
  readonly accidents: number
  /** In how far the engines remember rows, and save pages together. */
  readonly settings?: Partial<EngineSettings>
}

/** No checkpoint may depend on a clock: a schedule must lead to the same state each time. */
const unhurried: EngineSettings = { ...defaultEngineSettings, ...quick, bareCheckpointEvery: 0 }

const down = E.left({ type: 'ReadModelsUnavailable', message: 'down' })

/** A feed whose pages begin with events that were handled already: the log's first one, and the last one. */
const repeating = (log: InMemoryLog, feed: EventFeed): EventFeed => ({
  ...feed,
  readAll: (after, limit) => async () => {
    const page = await feed.readAll(after, limit)()
    const handled = log.records.filter(({ position }) => after && comparePositions(position, after) <= 0)
    const again = handled.filter((_, index) => index === 0 || index === handled.length - 1)
    return E.isRight(page) ? E.right({ ...page.right, events: [...again, ...page.right.events] }) : page
  }
})

/** What happened in a life, or in all of them: whether it was explored at all. */
const happenings = () => ({ savesOfSeveralPages: 0, streamsLoadedAgain: 0 })

/** One engine: its calls wait in `pending`; what it has been told is its whole state. */
const startEngine = (
  store: ReadModelStore,
  { log, projections, settings }: Model,
  { partition, feed }: Model['engines'][number],
  happened: ReturnType<typeof happenings>
) => {
  const known = new Set<string>()
  const noticed: ReadModelStore = {
    ...store,
    loadPage: (group, keys) => {
      if (keys.streams.some((one) => known.has(one))) happened.streamsLoadedAgain += 1
      for (const one of keys.streams) known.add(one)
      return store.loadPage(group, keys)
    },
    save: (save) => {
      if (save.tables.some(({ writes }) => writes.versions.length > 1)) happened.savesOfSeveralPages += 1
      return store.save(save)
    }
  }
  const engine: { pending: Pending[]; told: string[]; suspicions: Set<string>; isDone: boolean; isDead: boolean } = {
    pending: [],
    told: [],
    // An order out of order that is read twice is believed: nobody may take a repeated page for one.
    suspicions: new Set(),
    isDone: false,
    isDead: false
  }
  const gate =
    <Arguments extends ReadonlyArray<unknown>, A>(what: string, call: (...args: Arguments) => () => Promise<A>) =>
    (...args: Arguments) =>
    (): Promise<A> =>
      new Promise((resolve) => {
        engine.pending.push({ what, perform: () => call(...args)(), settle: resolve as Pending['settle'] })
      })
  const gated: PageStore = {
    checkpointOf: gate('checkpointOf', store.checkpointOf),
    loadPage: gate('loadPage', noticed.loadPage),
    save: gate('save', noticed.save),
    findings: store.findings,
    finish: store.finish
  }
  const parts = { group: 'toys', partition, feed, store: gated, decode: toyDecode, projections }
  const open = () =>
    openSession({
      ...parts,
      settings: { ...unhurried, pageSize: 1, readAhead: 1, ...settings },
      suspicions: engine.suspicions,
      interrupted$: NEVER,
      tell: () => {}
    })
  const live = async (): Promise<void> => {
    for (;;) {
      engine.told = []
      known.clear()
      let session: GroupSession | undefined
      try {
        session = await open()
        while (!isAtEnd(session, log)) await session.step()
        engine.isDone = true
        return
      } catch {
        // A transient failure: back to the checkpoint, as the engine does.
      } finally {
        session?.close()
      }
    }
  }
  void live()
  return engine
}

const isAtEnd = (session: GroupSession, log: InMemoryLog): boolean => {
  const end = log.records.at(-1)?.position
  const position = session.checkpoint()?.position
  return position !== undefined && end !== undefined && comparePositions(position, end) >= 0
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' ? `${part}` : part instanceof Map ? [...part] : part
  )

const tables = [thingTable, nameLogTable, totalTable]

/** The rows of a partition's customers, and where its checkpoint is: they must be those of a life without accidents there. */
const rows = async (
  store: ReadModelStore,
  partition: Partition
): Promise<readonly [position: string, rows: string]> => {
  const checkpoint = await store.checkpointOf('toys', partition)()
  const position = E.isRight(checkpoint) ? text(checkpoint.right?.position) : 'failed'
  const all = await Promise.all(tables.map((table) => everything(store, table)))
  const { index, of } = partition
  const isIts = ({ row }: (typeof all)[number][number]): boolean =>
    partitionOf(`customer-${String(row['customerId'])}`, of).index === index
  return [position, text(all.map((found) => found.filter(isIts)))]
}

const freshStore = async (projections: Model['projections']): Promise<ReadModelStore> => {
  const store = createInMemoryReadModels()
  for (const projection of projections) await store.addMember('toys', projection, true)()
  return store
}

/** Rows at each checkpoint of an undisturbed engine, page by page of either size. */
const reference = async ({ log, projections }: Model, partition: Partition): Promise<ReadonlyMap<string, string>> => {
  const feed = createInMemoryEventFeed(log)
  const known = new Map<string, string>()
  for (const pageSize of [1, 2, 3, 4]) {
    const store = await freshStore(projections)
    known.set(...(await rows(store, partition)))
    const session = await openSession({
      group: 'toys',
      partition,
      feed,
      store,
      decode: toyDecode,
      projections,
      settings: { ...unhurried, pageSize },
      suspicions: new Set(),
      interrupted$: NEVER,
      tell: () => {}
    })
    while (!isAtEnd(session, log)) {
      await session.step()
      known.set(...(await rows(store, partition)))
    }
    session.close()
  }
  return known
}

const model = suite('model check of the checkpoint protocol', undefined, { timeout: 110_000 })

/** Explores every schedule, tells how many states there were, and answers what happened in them. */
const check = async (title: string, explored: Model) => {
  const { projections, engines: declared, accidents: most } = explored
  const splits = [...new Map(declared.map(({ partition }) => [partition.index, partition])).values()]
  const known = await Promise.all(splits.map((partition) => reference(explored, partition)))
  const seen = new Set<string>()
  const happened = happenings()
  let executions = 0
  let endings = 0

  /** Replays a schedule from the beginning; answers the state that it leads to. */
  const execute = async (schedule: ReadonlyArray<Choice>) => {
    executions += 1
    const store = await freshStore(projections)
    const engines = declared.map((one) => startEngine(store, explored, one, happened))
    for (const { engine: index, what, fate } of schedule) {
      await settled()
      const engine = engines[index]
      const pending = engine?.pending.find((one) => one.what === what)
      if (engine === undefined || pending === undefined) throw new Error('a schedule that cannot be')
      engine.pending = engine.pending.filter((one) => one !== pending)
      const answer = fate === 'crashed before' ? undefined : await pending.perform()
      if (fate === 'answered' || fate === 'failed after') {
        const told = fate === 'answered' ? answer : down
        engine.told.push(`${pending.what} ${text(told)}`)
        pending.settle(told)
      } else {
        engine.isDead = true
        engines[index] = startEngine(store, explored, declared[index] as Model['engines'][number], happened)
      }
    }
    await settled()
    const found = await Promise.all(splits.map((partition) => rows(store, partition)))
    for (const [index, [position, content]] of found.entries())
      assert.is(content, known[index]?.get(position), text(schedule))
    const checkpoints = await Promise.all(splits.map((partition) => store.checkpointOf('toys', partition)()))
    const state = text([
      checkpoints,
      found,
      engines.map(({ pending, told, suspicions, isDone }) => [
        pending.map(({ what }) => what),
        told,
        [...suspicions],
        isDone
      ])
    ])
    return { engines, state }
  }

  /** Everything that follows without an accident; with one more of them, the schedules to go on with are added to `worse`. */
  const explore = async (schedule: ReadonlyArray<Choice>, worse: Array<ReadonlyArray<Choice>>): Promise<void> => {
    const { engines, state } = await execute(schedule)
    if (seen.has(state)) return
    seen.add(state)
    const open = engines.flatMap(({ pending }, engine) => pending.map(({ what }) => ({ engine, what })))
    if (open.length === 0) {
      endings += 1
      assert.ok(engines.every(({ isDone }) => isDone))
      return
    }
    for (const [index, call] of open.entries()) {
      // A crash is the same before any of the calls that an engine waits for.
      const isFirst = open.findIndex(({ engine }) => engine === call.engine) === index
      for (const fate of fatesOf(call.what))
        if (isFirst || fate !== 'crashed before') worse.push([...schedule, { ...call, fate }])
      await explore([...schedule, { ...call, fate: 'answered' }], worse)
    }
  }

  // By accidents: a state that is met again after more of them can lead to nothing new.
  let lives: ReadonlyArray<ReadonlyArray<Choice>> = [[]]
  for (let accidents = 0; accidents <= most; accidents++) {
    const worse: Array<ReadonlyArray<Choice>> = []
    for (const schedule of lives) await explore(schedule, worse)
    lives = worse
  }
  assert.ok(endings > 0)
  process.stderr.write(`${title}: ${seen.size} states, ${executions} executions, ${endings} ways to end\n`)
  return happened
}

/** Two engines for each partition; one of them reads a feed that repeats itself. */
const twoFor = (log: InMemoryLog, partitions: ReadonlyArray<Partition>): Model['engines'] => {
  const feed = createInMemoryEventFeed(log)
  return partitions.flatMap((partition) => [feed, repeating(log, feed)].map((one) => ({ partition, feed: one })))
}

const log = logOf(['customer-a', 'anna'], ['customer-b', 'bea'], ['customer-a', 'bert'])

model('in every order of two engines’ calls, with crashes and repeated pages, rows and checkpoint agree', async () => {
  const explored: Model = { log, projections: toys, engines: twoFor(log, [whole]), accidents: 3 }
  const { savesOfSeveralPages } = await check('checkpoint protocol', explored)
  assert.ok(savesOfSeveralPages > 0)
})

model('so they do where a page is saved on its own, and what was known of rows is forgotten', async () => {
  const settings = { pagesPerSave: 1, rememberedRows: 0 }
  const explored: Model = { log, projections: toys, engines: twoFor(log, [whole]), accidents: 3, settings }
  const { savesOfSeveralPages, streamsLoadedAgain } = await check('checkpoint protocol, forgetful', explored)
  assert.is(savesOfSeveralPages, 0)
  assert.ok(streamsLoadedAgain > 0)
})

const few = logOf(['customer-a', 'anna'], ['customer-b', 'bea'])
const four = twoFor(few, partitionsOf(2))

// Four engines have many more orders than two: with a crash too, one of them is left out.
for (const [title, engines, accidents] of [
  ['two engines that both work on two partitions', four, 0],
  ['two partitions with a crash, one of which has a single engine', four.slice(0, 3), 1]
] as const)
  model(`so they do for ${title}`, async () => {
    await check(`checkpoint protocol, ${title}`, { log: few, projections: [things], engines, accidents })
  })

model.run()
