import { setTimeout as sleep } from 'node:timers/promises'
import { createInMemoryEventFeed, createInMemoryLog } from '@accountable/adapters/in-memory'
import { createSqlReadModels, pgDatabase } from '@accountable/adapters/postgres'
import { runProjections } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { filter, firstValueFrom } from 'rxjs'
import { type Benchmark, type Measurement, measurement } from '../benchmark.js'
import { customerEvent } from './customer-events.js'

const schema = 'benchmark_live_lag'
const perSecond = 500
const seconds = 10
const most = 100

const quantile = (sorted: ReadonlyArray<number>, part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN

/** From an append to its committed row in PostgreSQL, at 500 events a second; milliseconds. Needs DATABASE_URL. */
export const liveLag: Benchmark = {
  name: 'live-lag',
  run: async (): Promise<ReadonlyArray<Measurement>> => {
    const connectionString = process.env['DATABASE_URL']
    if (connectionString === undefined) return []
    const database = pgDatabase(connectionString, 6)
    await database.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    const log = createInMemoryLog()
    const store = await createSqlReadModels(database, { schema })
    const parts = {
      feed: createInMemoryEventFeed(log),
      store,
      decode: decodeCustomerFeed,
      projections: customerProjections
    }
    const engine = runProjections(parts)
    await firstValueFrom(engine.signals$.pipe(filter(({ signal }) => signal.type === 'reachedEnd')))
    const waiting: { readonly position: bigint; readonly at: number }[] = []
    const lags: number[] = []
    engine.signals$.subscribe(({ signal }) => {
      if (signal.type !== 'saved') return
      const now = performance.now()
      while (waiting[0] !== undefined && waiting[0].position <= signal.checkpoint.position.commit)
        lags.push(now - (waiting.shift()?.at ?? now))
    })
    const begun = performance.now()
    for (let n = 0; n < perSecond * seconds; n++) {
      const { streamName, eventId, type, data, metadata } = customerEvent(n)
      log.store(streamName, [{ eventId, type, data: JSON.stringify(data), metadata: JSON.stringify(metadata) }])
      waiting.push({ position: log.records.at(-1)?.position.commit ?? 0n, at: performance.now() })
      const due = begun + ((n + 1) * 1000) / perSecond
      if (due > performance.now()) await sleep(due - performance.now())
    }
    const end = log.records.at(-1)?.position
    const isThere = (): boolean => waiting.length === 0
    // oxlint-disable-next-line no-unmodified-loop-condition -- only whether there is an end; `isThere` changes
    while (end !== undefined && !isThere()) await sleep(5)
    await engine.stop()
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
    await database.close()
    const sorted = lags.toSorted((a, b) => a - b)
    return [
      measurement('live-lag-p50', 'ms', [quantile(sorted, 0.5)], [most]),
      measurement('live-lag-p99', 'ms', [quantile(sorted, 0.99)], [most])
    ]
  }
}
