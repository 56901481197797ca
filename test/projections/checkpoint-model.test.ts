import { createInMemoryEventFeed, createInMemoryLog, createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { comparePositions } from '@accountable/domain/kernel'
import {
  type EventFeed,
  type GroupSession,
  openSession,
  type PageStore,
  type ReadModelStore
} from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { NEVER } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, quick } from './engine-world.js'
import { name, nameLogTable, thingTable, totalTable, toyDecode, toys } from './toy.js'

/**
 * Two engines that ignore the lease work on one group: the worst that two processes can do. Every order in which their calls
 * to the store can happen is tried, with crashes before and after each call and with a feed that repeats pages. It is the
 * real session, the real fold and a real store; only the order of calls is ours.
 */
type Fate = 'answered' | 'crashed before' | 'crashed after' | 'failed after'

interface Choice {
  readonly engine: 0 | 1
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

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const log = createInMemoryLog({ clock: () => 0 })
name(log, 'customer-a', 'anna', 'bert')
name(log, 'customer-b', 'bea')
const end = log.records.at(-1)?.position

const projections = toys
const down = E.left({ type: 'ReadModelsUnavailable', message: 'down' })

const repeating = (feed: EventFeed): EventFeed => ({
  ...feed,
  readAll: (after, limit) => async () => {
    const page = await feed.readAll(after, limit)()
    return E.isRight(page)
      ? E.right({ ...page.right, events: [...log.records.slice(0, 1), ...page.right.events] })
      : page
  }
})

/** One engine: its calls wait in `pending`; what it has been told is its whole state. */
const startEngine = (store: ReadModelStore, feed: EventFeed) => {
  const engine: { pending: Pending[]; told: string[]; isDone: boolean; isDead: boolean } = {
    pending: [],
    told: [],
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
    loadPage: gate('loadPage', store.loadPage),
    save: gate('save', store.save),
    findings: store.findings
  }
  const parts = { group: 'toys', feed, store: gated, decode: toyDecode, projections }
  const open = () =>
    openSession({
      ...parts,
      settings: { ...quick, pageSize: 1, readAhead: 1 } as never,
      suspicions: new Set(),
      interrupted$: NEVER,
      tell: () => {}
    })
  const live = async (): Promise<void> => {
    for (;;) {
      engine.told = []
      let session: GroupSession | undefined
      try {
        session = await open()
        while (!isAtEnd(session)) await session.step()
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

const isAtEnd = (session: GroupSession): boolean => {
  const position = session.checkpoint()?.position
  return position !== undefined && end !== undefined && comparePositions(position, end) >= 0
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint' ? `${part}` : part instanceof Map ? [...part] : part
  )

const contents = async (store: ReadModelStore): Promise<string> =>
  text([
    await store.checkpoint('toys')(),
    await Promise.all([thingTable, nameLogTable, totalTable].map((table) => everything(store, table)))
  ])

/** The rows alone, which must be those of a life without accidents at the same checkpoint. */
const rows = async (store: ReadModelStore): Promise<readonly [position: string, rows: string]> => {
  const checkpoint = await store.checkpoint('toys')()
  const position = E.isRight(checkpoint) ? text(checkpoint.right?.position) : 'failed'
  return [
    position,
    text(await Promise.all([thingTable, nameLogTable, totalTable].map((table) => everything(store, table))))
  ]
}

const freshStore = async (): Promise<ReadModelStore> => {
  const store = createInMemoryReadModels()
  for (const projection of projections) await store.addMember('toys', projection, true)()
  return store
}

/** Rows at each checkpoint of an undisturbed engine, page by page of either size. */
const reference = async (feed: EventFeed): Promise<ReadonlyMap<string, string>> => {
  const known = new Map<string, string>()
  for (const pageSize of [1, 2, 3, 4]) {
    const store = await freshStore()
    known.set(...(await rows(store)))
    const settings = { ...quick, pageSize } as never
    const session = await openSession({
      group: 'toys',
      feed,
      store,
      decode: toyDecode,
      projections,
      settings,
      suspicions: new Set(),
      interrupted$: NEVER,
      tell: () => {}
    })
    while (!isAtEnd(session)) {
      await session.step()
      known.set(...(await rows(store)))
    }
    session.close()
  }
  return known
}

const model = suite('model check of the checkpoint protocol', undefined, { timeout: 110_000 })

model('in every order of two engines’ calls, with crashes and repeated pages, rows and checkpoint agree', async () => {
  const feed = createInMemoryEventFeed(log)
  const feeds = [feed, repeating(feed)] as const
  const known = await reference(feed)
  const seen = new Set<string>()
  let executions = 0
  let endings = 0

  /** Replays a schedule from the beginning; answers the state that it leads to. */
  const execute = async (schedule: ReadonlyArray<Choice>) => {
    executions += 1
    const store = await freshStore()
    const engines = [startEngine(store, feeds[0]), startEngine(store, feeds[1])]
    let accidents = 0
    for (const { engine: index, what, fate } of schedule) {
      await turn()
      const engine = engines[index]
      const pending = engine?.pending.find((one) => one.what === what)
      if (engine === undefined || pending === undefined) throw new Error('a schedule that cannot be')
      engine.pending = engine.pending.filter((one) => one !== pending)
      if (fate !== 'answered') accidents += 1
      const answer = fate === 'crashed before' ? undefined : await pending.perform()
      if (fate === 'answered' || fate === 'failed after') {
        const told = fate === 'answered' ? answer : down
        engine.told.push(`${pending.what} ${text(told)}`)
        pending.settle(told)
      } else {
        engine.isDead = true
        engines[index] = startEngine(store, feeds[index])
      }
    }
    await turn()
    const [position, content] = await rows(store)
    assert.is(content, known.get(position), text(schedule))
    const state = text([
      await contents(store),
      accidents,
      engines.map(({ pending, told, isDone }) => [pending.map(({ what }) => what), told, isDone])
    ])
    return { engines, accidents, state }
  }

  const explore = async (schedule: ReadonlyArray<Choice>): Promise<void> => {
    const { engines, accidents, state } = await execute(schedule)
    if (seen.has(state)) return
    seen.add(state)
    const open = ([0, 1] as const).flatMap((index) =>
      (engines[index]?.pending ?? []).map(({ what }) => ({ engine: index, what }))
    )
    if (open.length === 0) {
      endings += 1
      assert.ok(engines.every(({ isDone }) => isDone))
      return
    }
    const fates: ReadonlyArray<Fate> =
      accidents < 3 ? ['answered', 'crashed before', 'crashed after', 'failed after'] : ['answered']
    for (const call of open)
      for (const fate of fates) {
        if (fate !== 'answered' && fate !== 'crashed before' && call.what !== 'save') continue
        await explore([...schedule, { ...call, fate }])
      }
  }

  await explore([])
  process.stderr.write(`checkpoint protocol: ${seen.size} states, ${executions} executions, ${endings} ways to end\n`)
  assert.ok(endings > 0)
})

model.run()
