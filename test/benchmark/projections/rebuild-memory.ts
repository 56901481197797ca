import { createSqlReadModels, pgDatabase } from '@accountable/adapters/postgres'
import { type ReadModelStore, rebuildProjection } from '@accountable/projections'
import { customerAccount, decodeCustomerFeed } from '@accountable/projections/customer'
import * as E from 'fp-ts/lib/Either.js'
import { interval } from 'rxjs'
import { type Benchmark, measurement } from '../benchmark.js'
import { customerFeed } from './customer-events.js'

const schema = 'benchmark_rebuild'
const events = Number(process.env['REBUILD_EVENTS'] ?? 1_000_000)
/** Pages and remembered rows fill up first: growth counts from here. */
const warmUp = 30_000
const mebibyte = 1024 * 1024
const most = 64

/** The account, which has the widest rows, with a version that nobody has built yet. */
const rebuilt = { ...customerAccount, version: customerAccount.version + 1 }

const rebuild = async (store: ReadModelStore, count: number): Promise<void> => {
  const parts = { store, decode: decodeCustomerFeed, projection: rebuilt, feed: customerFeed(count) }
  const running = await rebuildProjection(parts)
  if (E.isLeft(running)) throw new Error(running.left.type)
  await running.right.caughtUp
  await running.right.stop()
}

/**
 * Growth of resident memory from 30,000 events to a million while a version is rebuilt in PostgreSQL; and what the first of them
 * took, which is the code that is compiled and what is remembered, and does not grow. Needs DATABASE_URL.
 */
export const rebuildMemory: Benchmark = {
  name: 'rebuild-memory-1m',
  // As many as without it; but what other benchmarks left in memory does not count.
  nodeOptions: ['--max-semi-space-size=16'],
  run: async () => {
    const connectionString = process.env['DATABASE_URL']
    if (connectionString === undefined) return []
    const database = pgDatabase(connectionString, 6)
    await database.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    const store = await createSqlReadModels(database, { schema })
    const cold = process.memoryUsage.rss()
    await rebuild(store, Math.min(warmUp, events))
    const before = process.memoryUsage.rss()
    let peak = before
    const watching = interval(100).subscribe(() => {
      peak = Math.max(peak, process.memoryUsage.rss())
    })
    await rebuild(store, events)
    watching.unsubscribe()
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
    await database.close()
    return [
      measurement('rebuild-memory-1m', 'MiB', [(peak - before) / mebibyte], [most]),
      measurement('rebuild-memory-1m, with the first 30,000', 'MiB', [(peak - cold) / mebibyte], [most])
    ]
  }
}
