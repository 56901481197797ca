import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import type { ReadModelStore } from '@accountable/projections'
import type { Test } from 'uvu'
import { suite } from '../kit/kit.js'
import { type CustomerWorld, customerWorld } from './customer-world.js'

interface Opened {
  readonly store: ReadModelStore
  readonly close: () => Promise<void>
}

interface Stores {
  readonly open: () => Promise<Opened>
  readonly close: () => Promise<void>
}

/** Runs a story, then its questions, with an engine at work. */
export type GivenStory = (
  story: (world: CustomerWorld) => Promise<unknown>,
  questions: (world: CustomerWorld) => Promise<void>
) => Promise<void>

const givenIn =
  (stores: Stores): GivenStory =>
  async (story, questions) => {
    const { store, close } = await stores.open()
    const world = customerWorld(store)
    await story(world)
    await world.application.settled()
    const engine = world.run()
    try {
      await questions(world)
    } finally {
      await world.application.close()
      await engine.stop()
      await close()
    }
  }

const inMemory: Stores = {
  open: async () => ({ store: createInMemoryReadModels(), close: async () => {} }),
  close: async () => {}
}

/** One database for the suite, one schema for each test. */
const inDatabase = (connect: () => Promise<SqlDatabase>): Stores => {
  let database: Promise<SqlDatabase> | undefined
  let schemas = 0
  return {
    open: async () => {
      database ??= connect()
      const sql = await database
      const schema = `queries_${process.pid}_${++schemas}`
      const close = async () => void (await sql.query(`DROP SCHEMA ${schema} CASCADE`))
      return { store: await createSqlReadModels(sql, { schema }), close }
    },
    close: async () => (await database)?.close()
  }
}

/** Declares the same tests over read models in memory, in PGlite and, where there is a server, in PostgreSQL. */
export const overEveryStore = (title: string, declare: (queries: Test<undefined>, given: GivenStory) => void): void => {
  const connectionString = process.env['DATABASE_URL']
  const all: ReadonlyArray<readonly [string, Stores]> = [
    ['in memory', inMemory],
    ['in PGlite', inDatabase(() => pgliteDatabase())],
    ...(connectionString === undefined
      ? []
      : [['in PostgreSQL', inDatabase(async () => pgDatabase(connectionString, 4))] as const])
  ]
  for (const [where, stores] of all) {
    const queries = suite(`${title} ${where}`, undefined, { timeout: 30_000 })
    declare(queries, givenIn(stores))
    queries.after(stores.close)
    queries.run()
  }
}
