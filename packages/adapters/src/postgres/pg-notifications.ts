import { Client } from 'pg'
import { Observable, retry, share, takeUntil, timer } from 'rxjs'
import { channel } from './sql.js'

/** Between two attempts to listen again, and how long a connection is kept that nobody listens to; milliseconds. */
const retryEvery = 1000
const keptFor = 10_000

/** One connection that listens, until it breaks. */
const listening = (connectionString: string): Observable<string> =>
  new Observable((told) => {
    const client = new Client({
      connectionString,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: 'accountable read models: listening'
    })
    const fail = (error: unknown): void => told.error(error)
    client.on('error', fail)
    client.on('end', () => fail(new Error('the connection ended')))
    client.on('notification', ({ payload = '' }) => told.next(payload))
    const listen = async (): Promise<void> => {
      await client.connect()
      await client.query(`LISTEN ${channel}`)
      told.next('')
    }
    listen().catch(fail)
    return () => void client.end().catch(() => {})
  })

/** See `SqlDatabase.notified$`: one connection for all who listen, made again whenever it breaks, until `closed$`. */
export const pgNotifications = (connectionString: string, closed$: Observable<unknown>): Observable<string> =>
  listening(connectionString).pipe(
    retry({ delay: () => timer(retryEvery) }),
    takeUntil(closed$),
    share({ resetOnRefCountZero: () => timer(keptFor) })
  )
