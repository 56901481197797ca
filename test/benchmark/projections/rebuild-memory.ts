import { createSqlReadModels, pgDatabase } from '@accountable/adapters/postgres'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { interval } from 'rxjs'
import { type Benchmark, measurement } from '../benchmark.js'
import { secondsToCatchUp } from './catch-up.js'
import { customerFeed } from './customer-events.js'

const schema = 'benchmark_rebuild'
const events = Number(process.env['REBUILD_EVENTS'] ?? 1_000_000)
/** Pages and remembered rows fill up first: growth counts from here. */
const warmUp = 30_000
const mebibyte = 1024 * 1024
const most = 64

/** Growth of resident memory from 30,000 events to a million, all five projections into PostgreSQL. Needs DATABASE_URL. */
export const rebuildMemory: Benchmark = {
  name: 'rebuild-memory-1m',
  run: async () => {
    const connectionString = process.env['DATABASE_URL']
    if (connectionString === undefined) return []
    const database = pgDatabase(connectionString, 6)
    await database.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    const store = await createSqlReadModels(database, { schema })
    const parts = { store, decode: decodeCustomerFeed, projections: customerProjections }
    await secondsToCatchUp({ ...parts, feed: customerFeed(Math.min(warmUp, events)) })
    const before = process.memoryUsage.rss()
    let peak = before
    const watching = interval(100).subscribe(() => {
      peak = Math.max(peak, process.memoryUsage.rss())
    })
    await secondsToCatchUp({ ...parts, feed: customerFeed(events) })
    watching.unsubscribe()
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
    await database.close()
    return measurement('rebuild-memory-1m', 'MiB', [(peak - before) / mebibyte], [most])
  }
}
