import { PGlite, type Transaction } from '@electric-sql/pglite'
import type { Sql, SqlDatabase, SqlValue } from './sql.js'

const over = (client: Pick<PGlite | Transaction, 'query'>): Sql => ({
  query: async (text, values: ReadonlyArray<SqlValue> = []) =>
    (await client.query<Record<string, unknown>>(text, [...values])).rows
})

/** PostgreSQL inside this process. In a directory, or in memory without one. Rejects where the directory cannot be opened. */
export const pgliteDatabase = async (directory?: string): Promise<SqlDatabase> => {
  const db = await PGlite.create(directory === undefined ? {} : { dataDir: directory })
  return {
    ...over(db),
    transaction: (work) => db.transaction((transaction) => work(over(transaction))),
    close: () => db.close()
  }
}
