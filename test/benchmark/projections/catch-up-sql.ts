import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import type { EventFeed } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { type Benchmark, type Measurement, measurement } from '../benchmark.js'
import { catchUpNodeOptions, secondsToCatchUp } from './catch-up.js'
import { customerEvent, customerFeed } from './customer-events.js'

const schema = 'benchmark_catch_up'

/** Seconds that the database needs to copy all the rows that were written into empty tables without indexes. */
const copyRows = async (database: SqlDatabase): Promise<number> => {
  const tables = await database.query(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = $1 AND table_name LIKE '%\\_v1'`,
    [schema]
  )
  let seconds = 0
  for (const { table_name: found } of tables) {
    const name = String(found)
    const file = join(tmpdir(), `${schema}_${process.pid}.copy`)
    await database.query(`COPY ${schema}.${name} TO '${file}'`)
    await database.query(`CREATE TABLE ${schema}.copied (LIKE ${schema}.${name})`)
    const begun = performance.now()
    await database.query(`COPY ${schema}.copied FROM '${file}'`)
    seconds += (performance.now() - begun) / 1000
    await database.query(`DROP TABLE ${schema}.copied`)
  }
  return seconds
}

/** Stored events, made before the clock starts: what is measured begins where a reader of the event store would hand them over. */
const storedFeed = (count: number): EventFeed => {
  const events = Array.from({ length: count }, (_, n) => customerEvent(n))
  return customerFeed(count, (n) => events[n] ?? customerEvent(n))
}

/** All five projections into an empty schema; events a second, and those of a bare COPY of the same rows by the server. */
const catchUpSql = async (name: string, database: SqlDatabase, events: number, runs: number): Promise<Measurement> => {
  const [rates, copies]: [number[], number[]] = [[], []]
  const feed = storedFeed(events)
  for (let run = 0; run <= runs; run++) {
    await database.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    const store = await createSqlReadModels(database, { schema })
    const parts = { feed, store, decode: decodeCustomerFeed, projections: customerProjections }
    const seconds = await secondsToCatchUp(parts)
    const copying = await copyRows(database)
    if (run === 0) continue
    rates.push(events / seconds)
    copies.push(events / copying)
  }
  await database.query(`DROP SCHEMA ${schema} CASCADE`)
  await database.close()
  return measurement(name, 'events/s', rates, copies)
}

/** Needs DATABASE_URL, of a server on this machine whose files the benchmark may use for COPY. */
export const catchUpPostgres: Benchmark = {
  name: 'catch-up-postgres',
  nodeOptions: catchUpNodeOptions,
  run: async () => {
    const connectionString = process.env['DATABASE_URL']
    if (connectionString === undefined) return []
    return catchUpSql('catch-up-postgres', pgDatabase(connectionString, 6), 120_000, 3)
  }
}

export const catchUpPglite: Benchmark = {
  name: 'catch-up-pglite',
  nodeOptions: catchUpNodeOptions,
  run: async () => catchUpSql('catch-up-pglite', await pgliteDatabase(), 20_000, 2)
}
