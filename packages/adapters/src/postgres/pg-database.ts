import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Pool, type PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { ReplaySubject } from 'rxjs'
import { pgNotifications } from './pg-notifications.js'
import type { Sql, SqlDatabase, SqlTransaction } from './sql.js'

const overClient = (client: Pool | PoolClient): Sql => ({
  query: async (text, values = []) => (await client.query<Record<string, unknown>>(text, [...values])).rows
})

const transactionOver = (client: PoolClient): SqlTransaction => ({
  ...overClient(client),
  execute: async (statements) => void (await client.query(statements.join(';\n'))),
  copy: (into, columns, rows) => {
    const copying = client.query(copyFrom(`COPY ${into} (${columns.join(', ')}) FROM STDIN (FORMAT binary)`))
    return pipeline(Readable.from(rows), copying)
  }
})

/**
 * A PostgreSQL server, 15 or later. Connections are opened as needed, at most `connections` of them, and one more while
 * somebody waits for what other processes save.
 */
export const pgDatabase = (connectionString: string, connections: number): SqlDatabase => {
  const pool = new Pool({ connectionString, max: connections, application_name: 'accountable read models' })
  // A connection that breaks while nobody uses it is replaced when one is needed; without a listener the process would end.
  pool.on('error', () => {})
  const closed$ = new ReplaySubject<void>(1)
  return {
    ...overClient(pool),
    notified$: pgNotifications(connectionString, closed$),
    transaction: async (work) => {
      const client = await pool.connect()
      let broken: Error | undefined
      // The pool does not listen while somebody has the connection. What is under way, or comes next, fails by itself.
      const breaks = (error: Error): void => {
        broken = error
      }
      client.on('error', breaks)
      try {
        await client.query('BEGIN')
        const answer = await work(transactionOver(client))
        await client.query('COMMIT')
        return answer
      } catch (error) {
        await client.query('ROLLBACK').catch(breaks)
        throw error
      } finally {
        client.off('error', breaks)
        client.release(broken)
      }
    },
    close: () => {
      closed$.next()
      return pool.end()
    }
  }
}
