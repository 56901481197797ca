import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { reached, world } from '../projections/engine-world.js'
import { name } from '../projections/toy.js'

/** A database that dies at the nth statement of a transaction. */
const dyingAt = (database: SqlDatabase, nth: number): SqlDatabase => {
  let statements = 0
  return {
    ...database,
    transaction: (work) =>
      database.transaction((sql) =>
        work({
          ...sql,
          query: (text, values) => {
            if (++statements === nth) throw new Error('killed')
            return sql.query(text, values)
          }
        })
      )
  }
}

const declared = (title: string, open: () => Promise<SqlDatabase>): void => {
  const migrations = suite(title, undefined, { timeout: 60_000 })
  let database: SqlDatabase
  migrations.before(async () => {
    database = await open()
  })
  migrations.after(() => database.close())

  const works = async (schema: string): Promise<void> => {
    const toyWorld = world(await createSqlReadModels(database, { schema }))
    name(toyWorld.log, 'customer-a', 'anna')
    const engine = toyWorld.run()
    await reached(engine, toyWorld)
    await engine.stop()
    const found = await database.query(`SELECT name, parked_since FROM ${schema}.thing`)
    assert.equal(found, [{ name: 'anna', parked_since: null }])
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
  }

  migrations('given tables that were half made when the process died, then the next one makes them', async () => {
    const schema = `migrations_${process.pid}`
    for (let nth = 1; ; nth++) {
      const died = await createSqlReadModels(dyingAt(database, nth), { schema }).then(
        () => false,
        () => true
      )
      const left = await database.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])
      assert.is(left.length, died ? 0 : 1)
      if (!died) break
    }
    await works(schema)
  })

  migrations(
    'given tables that an earlier version made, then they are brought up to date and work goes on',
    async () => {
      const schema = `migrations_earlier_${process.pid}`
      const toyWorld = world(await createSqlReadModels(database, { schema }))
      name(toyWorld.log, 'customer-a', 'anna')
      const before = toyWorld.run()
      await reached(before, toyWorld)
      await before.stop()
      await database.query(
        `ALTER TABLE ${schema}.projection_group DROP COLUMN partition, DROP COLUMN partitions, ADD PRIMARY KEY (group_name)`
      )
      await database.query(`ALTER TABLE ${schema}.projection DROP COLUMN shown_at`)
      await database.query(`DELETE FROM ${schema}.schema_migration WHERE step >= 1`)
      const upgraded = { ...toyWorld, store: await createSqlReadModels(database, { schema }) }
      const members = await upgraded.store.members()()
      assert.ok(E.isRight(members) && members.right.every(({ live, wasShown }) => live && wasShown))
      name(toyWorld.log, 'customer-a', 'bert')
      const after = toyWorld.run({ store: upgraded.store })
      const { events } = await reached(after, upgraded)
      await after.stop()
      assert.is(events, 1)
      await database.query(`DROP SCHEMA ${schema} CASCADE`)
    }
  )

  migrations(
    'given rows that an earlier version kept twice, then the views show what they did, and work goes on',
    async () => {
      const schema = `migrations_twice_${process.pid}`
      const toyWorld = world(await createSqlReadModels(database, { schema }))
      for (const called of ['anna', 'berta']) name(toyWorld.log, 'customer-a', called)
      const before = toyWorld.run()
      await reached(before, toyWorld)
      await before.stop()
      const shown = await database.query(`SELECT * FROM ${schema}.thing`)
      for (const statement of [
        `CREATE TABLE ${schema}.thing_v1 AS SELECT * FROM ${schema}.thing`,
        `ALTER TABLE ${schema}.thing_v1 DROP COLUMN parked_since`,
        `CREATE OR REPLACE VIEW ${schema}.thing AS SELECT r.*, NULL::timestamptz AS parked_since FROM ${schema}.thing_v1 r`,
        `CREATE INDEX thing_rows_v1_7 ON ${schema}.thing_v1 (name)`,
        `GRANT SELECT ON ${schema}.thing TO PUBLIC`,
        `DROP INDEX ${schema}.thing_rows_v1_key`
      ])
        await database.query(statement)
      const store = await createSqlReadModels(database, { schema })
      assert.equal(await database.query(`SELECT * FROM ${schema}.thing`), shown)
      assert.equal(await database.query(`SELECT to_regclass('${schema}.thing_v1') AS old`), [{ old: null }])
      const [grant] = await database.query(`SELECT has_table_privilege('public', '${schema}.thing', 'SELECT') AS kept`)
      assert.is(grant?.['kept'], true)
      const [index] = await database.query(`SELECT indexdef FROM pg_indexes WHERE schemaname = $1 AND indexname = $2`, [
        schema,
        'thing_rows_v1_7'
      ])
      assert.match(String(index?.['indexdef']), /thing_history_v1 USING btree \(name\) WHERE/)
      name(toyWorld.log, 'customer-a', 'clara')
      const after = toyWorld.run({ store })
      await reached(after, { ...toyWorld, store })
      await after.stop()
      const versions = await database.query(
        `SELECT name, valid_to FROM ${schema}.thing_history ORDER BY valid_from_commit`
      )
      assert.equal(
        versions.map(({ name: called, valid_to: end }) => [called, end === null]),
        [
          ['anna', false],
          ['berta', false],
          ['clara', true]
        ]
      )
      assert.equal(await database.query(`SELECT name FROM ${schema}.thing`), [{ name: 'clara' }])
      await database.query(`DROP SCHEMA ${schema} CASCADE`)
    }
  )

  migrations('given tables of a newer version, when they are opened, then they are left alone', async () => {
    const schema = `migrations_newer_${process.pid}`
    await createSqlReadModels(database, { schema })
    await database.query(
      `INSERT INTO ${schema}.schema_migration SELECT max(step) + 1, now() FROM ${schema}.schema_migration`
    )
    const refused = await createSqlReadModels(database, { schema }).then(
      () => '',
      (error: Error) => error.message
    )
    assert.match(refused, /newer version/)
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
  })

  migrations('given a schema with any name, then its tables are made', async () => {
    const schema = `odd $do$ "p' %s\\ ${process.pid}`
    const store = await createSqlReadModels(database, { schema })
    assert.equal(await store.members()(), E.right([]))
    await database.query(`DROP SCHEMA "${schema.replaceAll('"', '""')}" CASCADE`)
  })

  migrations('given several processes that begin at once, then the tables are made once', async () => {
    const schema = `migrations_at_once_${process.pid}`
    await Promise.all([1, 2, 3].map(() => createSqlReadModels(database, { schema })))
    await works(schema)
  })

  migrations.run()
}

declared('tables in PGlite', () => pgliteDatabase())

const connectionString = process.env['DATABASE_URL']
if (connectionString !== undefined) {
  declared('tables in PostgreSQL', async () => pgDatabase(connectionString, 4))

  const meeting = suite('an earlier version that still saves', undefined, { timeout: 30_000 })
  meeting('given its save under way, when the tables are brought up to date, then both come to their end', async () => {
    const schema = `migrations_meeting_${process.pid}`
    const database = pgDatabase(connectionString, 4)
    const toyWorld = world(await createSqlReadModels(database, { schema }))
    name(toyWorld.log, 'customer-a', 'anna')
    const engine = toyWorld.run()
    await reached(engine, toyWorld)
    await engine.stop()
    await database.query(`CREATE TABLE ${schema}.thing_v1 AS SELECT * FROM ${schema}.thing`)
    let upgraded: Promise<unknown> | undefined
    await database.transaction(async (sql) => {
      await sql.query(`UPDATE ${schema}.projection_group SET saved_at = now()`)
      await sql.query(`DELETE FROM ${schema}.thing_v1`)
      upgraded = createSqlReadModels(database, { schema })
      const waits = `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '${schema}.projection_group'::regclass`
      while ((await database.query(waits)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      await sql.query(`UPDATE ${schema}.thing_history_v1 SET valid_to = NULL`)
    })
    await upgraded
    assert.equal(await database.query(`SELECT to_regclass('${schema}.thing_v1') AS old`), [{ old: null }])
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
    await database.close()
  })
  meeting.run()
}
