import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Client, type ClientConfig, Pool } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { ReplaySubject } from 'rxjs'
import { type Held, holding } from './pg-connection.js'
import { pgNotifications } from './pg-notifications.js'
import type { Sql, SqlDatabase, SqlTransaction } from './sql.js'

/** Connecting has a deadline. Not the pool's own, which runs while a call waits its turn too, behind indexes it may be. */
class ConnectingInTime extends Client {
  constructor(config?: ClientConfig) {
    super({ ...config, connectionTimeoutMillis: 10_000 })
  }
}

const overClient = ({ client, answered }: Held): Sql => ({
  query: async (text, values = []) => (await answered(client.query<Record<string, unknown>>(text, [...values]))).rows
})

const transactionOver = (held: Held): SqlTransaction => ({
  ...overClient(held),
  execute: async (statements) => void (await held.answered(held.client.query(statements.join(';\n')))),
  copy: (into, columns, rows) => {
    const copying = held.client.query(copyFrom(`COPY ${into} (${columns.join(', ')}) FROM STDIN (FORMAT binary)`))
    return held.answered(pipeline(Readable.from(rows), copying))
  }
})

/** The server gives up when we do: it does not hear that we are gone, and would keep the locks from whoever tries again. */
const begin = (patience: number, limit?: 'without deadline'): string =>
  [
    'BEGIN',
    `SET LOCAL idle_in_transaction_session_timeout = ${patience}`,
    ...(limit === undefined ? [`SET LOCAL statement_timeout = ${patience}`] : [])
  ].join(';\n')

/**
 * A PostgreSQL server, 15 or later. Connections are opened as needed, at most `connections` of them, and one more while
 * somebody waits for what other processes save. `patience` is how long it may take to answer a statement, milliseconds.
 */
export const pgDatabase = (
  connectionString: string,
  connections: number,
  { patience = 60_000 }: { readonly patience?: number } = {}
): SqlDatabase => {
  const pool = new Pool({
    connectionString,
    max: connections,
    application_name: 'accountable read models',
    keepAlive: true, // Finds a server that is gone without a word, also where a statement has no deadline.
    keepAliveInitialDelayMillis: 10_000,
    Client: ConnectingInTime
  })
  // A connection that breaks while nobody uses it is replaced when one is needed; without a listener the process would end.
  pool.on('error', () => {})
  const closed$ = new ReplaySubject<void>(1)
  return {
    query: (text, values) => holding(pool, patience, (held) => overClient(held).query(text, values)),
    notified$: pgNotifications(connectionString, closed$),
    transaction: (work, limit) =>
      holding(pool, limit === undefined ? patience : undefined, async (held) => {
        const { client, answered, breaks } = held
        try {
          await answered(client.query(begin(patience, limit)))
          const answer = await work(transactionOver(held))
          await answered(client.query('COMMIT'))
          return answer
        } catch (error) {
          await answered(client.query('ROLLBACK')).catch(breaks)
          throw error
        }
      }),
    close: () => {
      closed$.next()
      return pool.end()
    }
  }
}
