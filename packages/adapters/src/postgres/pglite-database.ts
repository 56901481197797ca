import { PGlite, type Transaction } from '@electric-sql/pglite'
import { Observable, ReplaySubject, share, takeUntil } from 'rxjs'
import { channel, type Sql, type SqlDatabase, type SqlTransaction, type SqlValue } from './sql.js'

const over = (client: Pick<PGlite | Transaction, 'query'>): Sql => ({
  query: async (text, values: ReadonlyArray<SqlValue> = []) =>
    (await client.query<Record<string, unknown>>(text, [...values])).rows
})

const transactionOver = (transaction: Transaction): SqlTransaction => ({
  ...over(transaction),
  execute: async (statements) => void (await transaction.exec(statements.join(';\n'))),
  copy: async (into, columns, rows) => {
    const blob = new Blob([...rows])
    await transaction.query(`COPY ${into} (${columns.join(', ')}) FROM '/dev/blob' (FORMAT binary)`, [], { blob })
  }
})

/** Notifications of a database in this process: there is no connection that could break. */
const notifications = (db: PGlite): Observable<string> =>
  new Observable((told) => {
    const listening = db
      .listen(channel, (payload) => told.next(payload))
      .then((end) => {
        told.next('')
        return end
      })
    listening.catch(() => told.complete())
    return () => void listening.then((end) => end()).catch(() => {})
  })

/** PostgreSQL inside this process. In a directory, or in memory without one. Rejects where the directory cannot be opened. */
export const pgliteDatabase = async (directory?: string): Promise<SqlDatabase> => {
  const db = await PGlite.create(directory === undefined ? {} : { dataDir: directory })
  const closed$ = new ReplaySubject<void>(1)
  return {
    ...over(db),
    notified$: notifications(db).pipe(takeUntil(closed$), share()),
    transaction: (work) => db.transaction((transaction) => work(transactionOver(transaction))),
    close: () => {
      closed$.next()
      return db.close()
    }
  }
}
