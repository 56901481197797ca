import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import { type ReadModelStore, reach } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { firstValueFrom, ReplaySubject, skip } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { reached, world } from '../projections/engine-world.js'
import { name } from '../projections/toy.js'

const connectionString = process.env['DATABASE_URL']
const schema = `saved elsewhere ${process.pid}`

/** Everything that a store says from now on, kept: what was told before somebody looked counts too. */
const heardOf = ({ saved$ }: ReadModelStore) => {
  const heard$ = new ReplaySubject<void>()
  const subscription = saved$.subscribe(heard$)
  return {
    /** Resolves when the store has said so many things. */
    times: (count: number) => firstValueFrom(heard$.pipe(skip(count - 1))),
    close: () => subscription.unsubscribe()
  }
}

/** Two stores in one schema, as two processes have them: what one saves the other one is told of. */
const told = async (ours: SqlDatabase, theirs: SqlDatabase): Promise<void> => {
  const reading = await createSqlReadModels(ours, { schema })
  const toyWorld = world(await createSqlReadModels(theirs, { schema }))
  const heard = heardOf(reading)
  await heard.times(1)
  name(toyWorld.log, 'customer-a', 'anna')
  const engine = toyWorld.run()
  await reached(engine, toyWorld)
  await heard.times(2)
  heard.close()
  name(toyWorld.log, 'customer-a', 'bert')
  const position = toyWorld.log.records.at(-1)?.position
  assert.ok(position)
  assert.ok(E.isRight(await reach(reading, 'things', { position, timeout: 20_000 })()))
  await engine.stop()
}

const elsewhere = suite('what was saved elsewhere', undefined, { timeout: 60_000 })

elsewhere('given two stores over one PGlite, then one is told what the other one saved', async () => {
  const database = await pgliteDatabase()
  await told(database, database)
  await database.close()
})

if (connectionString !== undefined) {
  const opened = async (work: (ours: SqlDatabase, theirs: SqlDatabase) => Promise<void>): Promise<void> => {
    const ours = pgDatabase(connectionString, 2)
    const theirs = pgDatabase(connectionString, 4)
    try {
      await work(ours, theirs)
    } finally {
      await theirs.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`)
      await Promise.all([ours.close(), theirs.close()])
    }
  }

  elsewhere('given two connections to PostgreSQL, then one is told what was saved over the other one', () =>
    opened(told)
  )

  elsewhere(
    'given a listening connection that is cut, then tokens are reached all the same, and it listens again',
    () =>
      opened(async (ours, theirs) => {
        const reading = await createSqlReadModels(ours, { schema })
        const toyWorld = world(await createSqlReadModels(theirs, { schema }))
        const heard = heardOf(reading)
        await heard.times(1)
        const cut = await theirs.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%listening'`
        )
        assert.ok(cut.length > 0) // Ours is among them; tests beside this one may listen on the same server.
        name(toyWorld.log, 'customer-a', 'anna')
        const engine = toyWorld.run()
        const position = toyWorld.log.records.at(-1)?.position
        assert.ok(position)
        assert.ok(E.isRight(await reach(reading, 'things', { position, timeout: 20_000 })()))
        // It says so when it listens again, since what was saved meanwhile it cannot know; then it is told again.
        await heard.times(2)
        name(toyWorld.log, 'customer-a', 'bert')
        await heard.times(3)
        heard.close()
        await engine.stop()
      })
  )
}

elsewhere.run()
