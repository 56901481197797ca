import { createSqlReadModels, pgDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { startUnreliableProxy, type UnreliableProxy } from '../faults/unreliable-proxy.js'
import { suite } from '../kit/kit.js'
import { everything, reached, until, world } from '../projections/engine-world.js'
import { name, things, thingTable } from '../projections/toy.js'

const connectionString = process.env['DATABASE_URL']
const silent = suite('connections to PostgreSQL that go silent', undefined, { timeout: 45_000 })
const patience = 2000
const schema = `silent_${process.pid}`

interface Opened {
  readonly proxy: UnreliableProxy
  /** Through the proxy, with little patience. */
  readonly database: SqlDatabase
  /** Past the proxy. */
  readonly direct: SqlDatabase
}

if (connectionString === undefined) silent.skip('without DATABASE_URL')
else {
  const opened = async (work: (all: Opened) => Promise<void>): Promise<void> => {
    const url = new URL(connectionString)
    const proxy = await startUnreliableProxy(Number(url.port || 5432))
    url.host = `127.0.0.1:${proxy.port}`
    const database = pgDatabase(url.href, 4, { patience })
    const direct = pgDatabase(connectionString, 2)
    try {
      await work({ proxy, database, direct })
    } finally {
      void proxy.close()
      await direct.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
      await Promise.all([database.close(), direct.close()])
    }
  }

  silent('given an engine whose connections go silent, then it saves what is appended afterwards', () =>
    opened(async ({ proxy, database }) => {
      const store = await createSqlReadModels(database, { schema })
      const toyWorld = world(store)
      name(toyWorld.log, 'customer-a', 'before')
      const engine = toyWorld.run({ projections: [things], settings: { leaseTtl: 60_000 } })
      await until(engine, ({ activity }) => activity === 'idle') // An index that is added has no deadline.
      void proxy.silence()
      name(toyWorld.log, 'customer-a', 'after')
      await reached(engine, toyWorld)
      await engine.stop()
      const names = (await everything(store, thingTable)).map(({ row }) => row['name'])
      assert.equal(names, ['before', 'after'])
    })
  )

  silent('given an engine that waits for a silent connection, then it can be stopped', () =>
    opened(async ({ proxy, database }) => {
      const toyWorld = world(await createSqlReadModels(database, { schema }))
      name(toyWorld.log, 'customer-a', 'before')
      const engine = toyWorld.run({ projections: [things] })
      await until(engine, ({ activity }) => activity === 'idle')
      const unheard = proxy.silence()
      name(toyWorld.log, 'customer-a', 'after')
      await unheard
      await engine.stop()
    })
  )

  silent('given a question over a silent connection, then the read models are unavailable', () =>
    opened(async ({ proxy, database }) => {
      const store = await createSqlReadModels(database, { schema })
      void proxy.silence()
      const message = 'PostgreSQL did not answer within 2 s'
      assert.equal(await store.members()(), E.left({ type: 'ReadModelsUnavailable', message }))
      assert.equal(await store.members()(), E.right([]))
    })
  )

  silent('given a connection that goes silent in a transaction, then what it had locked is free again', () =>
    opened(async ({ proxy, database, direct }) => {
      const lock = 'SELECT pg_advisory_xact_lock($1)'
      const failed = await database
        .transaction(async (sql) => {
          await sql.query(lock, [process.pid])
          void proxy.silence()
          await sql.query('SELECT 1')
        })
        .catch((error: unknown) => error)
      assert.instance(failed, Error)
      await direct.query(lock, [process.pid])
    })
  )

  silent('given a lock that somebody else keeps, then nobody waits for it in vain on the server', () =>
    opened(async ({ database, direct }) => {
      const lock = 'SELECT pg_advisory_xact_lock($1)'
      const waiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted`
      await direct.transaction(async (sql) => {
        await sql.query(lock, [process.pid])
        const failed = await database.transaction((theirs) => theirs.query(lock, [process.pid])).catch((error) => error)
        assert.instance(failed, Error)
        while ((await sql.query(waiting, [process.pid])).length > 0) await sql.query('SELECT pg_sleep(0.05)')
      })
    })
  )

  silent('given tables and indexes that others change for longer, then opening and adding indexes wait for them', () =>
    opened(async ({ database, direct }) => {
      /** Keeps a table from everybody until long after the others have begun to wait. */
      const keeping = async <A>(table: string, meanwhile: () => Promise<A>): Promise<A> => {
        const [answer] = await direct.transaction(async (sql) => {
          await sql.query(`LOCK TABLE ${schema}.${table}`)
          const waiting = meanwhile()
          waiting.catch(() => {}) // Whoever called sees it.
          await sql.query('SELECT pg_sleep($1)', [(patience / 1000) * 1.5])
          return [waiting] as const
        })
        return answer
      }
      const store = await createSqlReadModels(database, { schema })
      await store.addMember('toys', things, false)()
      await keeping('schema_migration', () => createSqlReadModels(database, { schema }))
      assert.equal(await keeping('thing_history_v1', store.finish([things])), E.right(undefined))
    })
  )
}

silent.run()
