import type { ReadModelStore } from '@accountable/projections'
import { pgDatabase } from './pg-database.js'
import { createSqlReadModels, type SqlReadModelsSettings } from './read-model-store.js'
import type { Sql, SqlDatabase } from './sql.js'

/** Read models in a PostgreSQL: the store that projections write, and the seam for a report's own questions. */
export interface OpenReadModels {
  readonly store: ReadModelStore
  /** Statements with parameters over the views, which are named as the tables are. */
  readonly sql: Sql
  readonly close: () => Promise<void>
}

export const defaultSettings: SqlReadModelsSettings = { schema: 'accountable', readerRole: 'accountable_reader' }

/** Creates or upgrades the tables. Closes the database where that fails. */
export const readModelsIn = async (database: SqlDatabase, settings: SqlReadModelsSettings): Promise<OpenReadModels> => {
  try {
    return { store: await createSqlReadModels(database, settings), sql: database, close: database.close }
  } catch (error) {
    await database.close().catch(() => {})
    throw error
  }
}

/** A name with several addresses fails with an error for each, and none of its own. */
const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

/**
 * Read models in a PostgreSQL server, 15 or later. `connections` is 4 if not given: an engine wants two more than it runs
 * partitions, and whoever waits for what other processes save has one beside them. Rejects where the server cannot be reached
 * or may not be written.
 */
export const openPostgresReadModels = async ({
  connectionString,
  connections = 4,
  ...settings
}: {
  readonly connectionString: string
  readonly connections?: number
} & Partial<SqlReadModelsSettings>): Promise<OpenReadModels> => {
  try {
    return await readModelsIn(pgDatabase(connectionString, connections), { ...defaultSettings, ...settings })
  } catch (error) {
    throw new Error(`the PostgreSQL for the read models cannot be used: ${reasonOf(error)}`, { cause: error })
  }
}
