import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import { readModelStoreContract } from '@accountable/projections/testing'
import { suite } from '../kit/kit.js'

const inMemory = suite('read models in memory')
for (const { name, run } of readModelStoreContract(async () => ({
  store: createInMemoryReadModels(),
  close: async () => {}
})))
  inMemory(name, run)
inMemory.run()

let schemas = 0

/** Each case in a schema of its own, dropped when it is over. */
const opened = (database: () => SqlDatabase) => async () => {
  const schema = `read "models" ${process.pid} ${++schemas}`
  const store = await createSqlReadModels(database(), { schema })
  return {
    store,
    close: async () => void (await database().query(`DROP SCHEMA "${schema.replaceAll('"', '""')}" CASCADE`))
  }
}

const declared = (title: string, open: () => Promise<SqlDatabase>): void => {
  const sql = suite(title, undefined, { timeout: 30_000 })
  let database: SqlDatabase
  sql.before(async () => {
    database = await open()
  })
  for (const { name, run } of readModelStoreContract(opened(() => database))) sql(name, run)
  sql.after(() => database.close())
  sql.run()
}

declared('read models in PGlite', () => pgliteDatabase())

const connectionString = process.env['DATABASE_URL']
if (connectionString !== undefined) declared('read models in PostgreSQL', async () => pgDatabase(connectionString, 4))
