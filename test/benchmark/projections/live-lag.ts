import { cacheRecentStreams } from '@accountable/adapters/caching'
import { createInMemoryEventFeed, createInMemoryEventStore, createInMemoryLog } from '@accountable/adapters/in-memory'
import { type OpenEvents, openEvents } from '@accountable/adapters/stores'
import { inTemporaryDirectory } from '../../adapters/embedded-node/temporary-directory.js'
import { type Benchmark, type Measurement, measurement } from '../benchmark.js'
import { applicationOver } from '../eventstoredb/customers.js'
import { accepted, firstChange, registered, seen } from './live-customers.js'
import { withLiveReadModels } from './live-read-models.js'
import { openLoop } from './open-loop.js'

const perSecond = 500
const warmUp = 2 * perSecond
const counted = 10 * perSecond
/** A reader for each command would take more of two cores than commands and engine do. */
const readEvery = 5
const most = 100

type Events = Pick<OpenEvents, 'eventStore' | 'eventFeed'>

/** When a command was due, when its append was answered, and when its row was seen where somebody looked; milliseconds. */
interface Timed {
  readonly due: number
  readonly answered: number
  readonly seen: number | undefined
}

const timesOver = (connectionString: string, { eventStore, eventFeed }: Events): Promise<ReadonlyArray<Timed>> =>
  withLiveReadModels(connectionString, eventFeed, async (reader) => {
    const application = applicationOver(eventStore)
    const ids = await registered(application, reader, warmUp + counted)
    const times = await openLoop(ids.length, perSecond, async (n, due): Promise<Timed> => {
      const customerId = ids[n] ?? ''
      const change = firstChange(n, customerId)
      const position = await accepted(application, change.command)
      const answered = performance.now()
      if (n % readEvery !== 0) return { due, answered, seen: undefined }
      await seen(reader, customerId, position, change)
      return { due, answered, seen: performance.now() }
    })
    await application.close()
    return times.slice(warmUp)
  })

const quantile = (values: ReadonlyArray<number>, part: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

const quantiles = (name: string, values: ReadonlyArray<number>): ReadonlyArray<Measurement> => [
  measurement(`${name}-p50`, 'ms', [quantile(values, 0.5)], [most]),
  measurement(`${name}-p99`, 'ms', [quantile(values, 0.99)], [most])
]

const benchmark = (name: string, withEvents: <A>(work: (events: Events) => Promise<A>) => Promise<A>): Benchmark => ({
  name,
  run: async (): Promise<ReadonlyArray<Measurement>> => {
    const connectionString = process.env['DATABASE_URL']
    if (connectionString === undefined) return []
    const times = await withEvents((events) => timesOver(connectionString, events))
    const rows = times.flatMap(({ seen: at, ...rest }) => (at === undefined ? [] : [{ ...rest, at }]))
    const first = times[0]?.due ?? Number.NaN
    const took = Math.max(...times.map(({ answered }) => answered)) - first
    return [
      ...quantiles(
        name,
        rows.map(({ answered, at }) => at - answered)
      ),
      ...quantiles(
        `${name}-since-due`,
        rows.map(({ due, at }) => at - due)
      ),
      measurement(`${name}-commands`, 'commands/s', [(times.length / took) * 1000], [perSecond])
    ]
  }
})

/**
 * From the answer of a command to a documented query's answer, on another connection, that shows what it did: real commands, 500
 * a second whether or not the system keeps up, all five projections into PostgreSQL. Every fifth command's row is looked for;
 * two seconds before them do not count. Needs DATABASE_URL.
 *
 * The events are in memory: with the embedded node beside the engine, two cores do not carry 500 commands a second without a
 * cache of streams, and with one are so full that the lag is the machine's. `live-lag-node` measures that.
 */
export const liveLag = benchmark('live-lag', async (work) => {
  const log = createInMemoryLog()
  return await work({ eventStore: createInMemoryEventStore(log), eventFeed: createInMemoryEventFeed(log) })
})

/** The same over the embedded node, with a cache of recent streams. */
export const liveLagNode = benchmark('live-lag-node', (work) =>
  inTemporaryDirectory(async (directory) => {
    const { eventStore, eventFeed, close } = await openEvents({ directory, environment: {} })
    try {
      const cached = cacheRecentStreams(eventStore, { maxBytes: 256 * 1024 * 1024 })
      return await work({ eventStore: cached, eventFeed })
    } finally {
      await close()
    }
  })
)
