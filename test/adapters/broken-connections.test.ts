import { createSqlReadModels, pgDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import type { ReadModelStore } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, reached, until, world } from '../projections/engine-world.js'
import { name, things, thingTable } from '../projections/toy.js'

/** What each save was answered: `saved`, or what it failed with. */
const listeningTo = (store: ReadModelStore, answers: string[]): ReadModelStore => ({
  ...store,
  save: (work) => async () => {
    const answer = await store.save(work)()
    answers.push(E.isLeft(answer) ? answer.left.type : 'saved')
    return answer
  }
})

/** From now on the first row that comes into a table, named so where that is given, ends its own connection. */
const cutOnce = async (database: SqlDatabase, schema: string, table: string, onlyFor?: string): Promise<void> => {
  await database.query(`CREATE SEQUENCE ${schema}.cuts`)
  const isMeant = onlyFor === undefined ? 'TRUE' : `NEW.name = '${onlyFor}'`
  await database.query(
    `CREATE FUNCTION ${schema}.cut() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
       IF ${isMeant} AND nextval('${schema}.cuts') = 1 THEN
         PERFORM pg_terminate_backend(pg_backend_pid());
         PERFORM pg_sleep(30);
       END IF;
       RETURN NEW;
     END $f$`
  )
  await database.query(
    `CREATE TRIGGER cut BEFORE INSERT OR UPDATE ON ${schema}.${table} FOR EACH ROW EXECUTE FUNCTION ${schema}.cut()`
  )
}

const connectionString = process.env['DATABASE_URL']
const broken = suite('connections to PostgreSQL that break', undefined, { timeout: 30_000 })

if (connectionString !== undefined) {
  let schemas = 0

  /** A database of its own for each case, so that its connections are those of the case alone. */
  const opened = async (work: (database: SqlDatabase, schema: string) => Promise<void>): Promise<void> => {
    const database = pgDatabase(connectionString, 4)
    const schema = `broken_${process.pid}_${++schemas}`
    try {
      await work(database, schema)
    } finally {
      await database.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
      await database.close()
    }
  }

  const all = Array.from({ length: 5_000 }, (_, index) => `name ${index}`)
  const cuts = {
    'while the checkpoint moves': { table: 'projection_group', onlyFor: undefined },
    'at the first row that is copied': { table: 'thing_history_v1', onlyFor: all[0] },
    'at the last row that is copied': { table: 'thing_history_v1', onlyFor: all.at(-1) }
  }
  for (const [when, { table, onlyFor }] of Object.entries(cuts))
    broken(`given a connection that ends ${when}, then that save is unavailable and the next one works`, () =>
      opened(async (database, schema) => {
        const store = await createSqlReadModels(database, { schema })
        const answers: string[] = []
        const toyWorld = world(listeningTo(store, answers))
        const first = toyWorld.run({ projections: [things] })
        await until(first, ({ activity }) => activity === 'idle')
        await first.stop()
        name(toyWorld.log, 'customer-a', ...all)
        await cutOnce(database, schema, table, onlyFor)
        const engine = toyWorld.run({ projections: [things], settings: { pageSize: all.length, leaseTtl: 60_000 } })
        await reached(engine, toyWorld)
        await engine.stop()
        assert.equal(answers, ['ReadModelsUnavailable', 'saved'])
        assert.equal(
          (await everything(store, thingTable)).map(({ row }) => row['name']),
          all
        )
      })
    )

  broken('given a connection that ends between two statements of a transaction, then only that one fails', () =>
    opened(async (database) => {
      const pidOf = async (sql: Pick<SqlDatabase, 'query'>) =>
        (await sql.query('SELECT pg_backend_pid() AS pid'))[0]?.['pid'] as number
      let cut: number | undefined
      const failed = await database
        .transaction(async (sql) => {
          cut = await pidOf(sql)
          await database.query('SELECT pg_terminate_backend($1, 10000)', [cut])
          // Nobody asks it anything while it learns that it is cut off.
          await database.query('SELECT pg_sleep(0.05)')
          await sql.query('SELECT 1')
        })
        .catch((error: unknown) => error)
      assert.instance(failed, Error)
      assert.is.not(await database.transaction(pidOf), cut)
    })
  )
}

broken(
  'given a server that is not there, then transactions fail, and the database can be closed all the same',
  async () => {
    const database = pgDatabase('postgres://nobody@127.0.0.1:1/nowhere', 2)
    const failed = await database.transaction((sql) => sql.query('SELECT 1')).catch((error: unknown) => error)
    assert.instance(failed, Error)
    await database.close()
  }
)

broken.run()
