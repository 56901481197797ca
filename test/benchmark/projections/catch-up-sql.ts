import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import type { EventFeed, ReadModelStore } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { type Benchmark, type Measurement, measurement } from '../benchmark.js'
import { bareCopy } from './bare-copy.js'
import { catchUpNodeOptions, secondsToCatchUp } from './catch-up.js'
import { customerEvent, customerFeed } from './customer-events.js'

const schema = 'benchmark_catch_up'

/** Stored events, made before the clock starts: what is measured begins where a reader of the event store would hand them over. */
const storedFeed = (count: number): EventFeed => {
  const events = Array.from({ length: count }, (_, n) => customerEvent(n))
  return customerFeed(count, (n) => events[n] ?? customerEvent(n))
}

/** Tells when the rows are all saved, which is when the store is first asked to finish what it made. */
const notingItsEnd = (store: ReadModelStore, noted: () => void): ReadModelStore => ({
  ...store,
  finish: (projections) => {
    noted()
    return store.finish(projections)
  }
})

/**
 * All five projections into an empty schema, in events a second: until the last row is saved, against a bare COPY of the same rows
 * by the server into tables without keys; and until the indexes are there too, against the same COPY and the same indexes, and
 * against the bare one.
 */
const catchUpSql = async (
  name: string,
  database: SqlDatabase,
  events: number,
  runs: number
): Promise<ReadonlyArray<Measurement>> => {
  const [saved, copied, finished, indexed]: [number[], number[], number[], number[]] = [[], [], [], []]
  const feed = storedFeed(events)
  for (let run = 0; run <= runs; run++) {
    await database.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    let end: number | undefined
    const made = await createSqlReadModels(database, { schema })
    const store = notingItsEnd(made, () => {
      end ??= performance.now()
    })
    const begun = performance.now()
    const seconds = await secondsToCatchUp({
      feed,
      store,
      decode: decodeCustomerFeed,
      projections: customerProjections
    })
    const copy = await bareCopy(database, schema)
    if (run === 0) continue
    saved.push((events * 1000) / ((end ?? Number.NaN) - begun))
    finished.push(events / seconds)
    copied.push(events / copy.rows)
    indexed.push(events / copy.withIndexes)
  }
  await database.query(`DROP SCHEMA ${schema} CASCADE`)
  await database.close()
  return [
    measurement(name, 'events/s', saved, copied),
    measurement(`${name}, with its indexes`, 'events/s', finished, indexed),
    measurement(`${name}, with its indexes, against rows alone`, 'events/s', finished, copied)
  ]
}

/** Needs DATABASE_URL, of a server on this machine whose files the benchmark may use for COPY. */
export const catchUpPostgres: Benchmark = {
  name: 'catch-up-postgres',
  nodeOptions: catchUpNodeOptions,
  run: async () => {
    const connectionString = process.env['DATABASE_URL']
    if (connectionString === undefined) return []
    return catchUpSql('catch-up-postgres', pgDatabase(connectionString, 6), 120_000, 7)
  }
}

export const catchUpPglite: Benchmark = {
  name: 'catch-up-pglite',
  nodeOptions: catchUpNodeOptions,
  run: async () => catchUpSql('catch-up-pglite', await pgliteDatabase(), 20_000, 2)
}
