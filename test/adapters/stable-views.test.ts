import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import { type StoredProjection, table } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { nameLogTable, things, thingTable, totalTable } from '../projections/toy.js'

/** The toys' log with one more column, which the table has before those that the store adds. */
const widerLogTable = table({
  name: 'name_log',
  kind: 'log',
  comment: 'One row for each naming.',
  row: t.strict({ customerId: t.string, why: t.string, from: t.union([t.string, t.null]), to: t.string }),
  comments: { customerId: 'Whose thing.', why: "What it's for.", from: 'The name before.', to: 'The name after.' },
  customer: 'customerId'
})

/** The same with a column of another type. */
const otherLogTable = table({
  name: 'name_log',
  kind: 'log',
  comment: 'One row for each naming.',
  row: t.strict({ customerId: t.string, from: t.number, to: t.string }),
  comments: { customerId: 'Whose thing.', from: 'The number before.', to: 'The name after.' },
  customer: 'customerId'
})

const before: StoredProjection = { ...things, tables: { thing: thingTable, log: nameLogTable, total: totalTable } }
const wider: StoredProjection = { ...before, version: 2, tables: { ...before.tables, log: widerLogTable } }
const other: StoredProjection = { ...before, version: 2, tables: { ...before.tables, log: otherLogTable } }
const fewer: StoredProjection = { ...before, version: 2, tables: { log: nameLogTable } }

const done = (answer: E.Either<unknown, void>, what: string): void => assert.equal(answer, E.right(undefined), what)

let schemas = 0

const declared = (title: string, open: () => Promise<SqlDatabase>): void => {
  const views = suite(title, undefined, { timeout: 30_000 })
  let database: SqlDatabase
  views.before(async () => {
    database = await open()
  })
  views.after(() => database.close())

  /** A name that is free, and needs quotes. */
  const named = (what: string): string => `stable "${what}" ${process.pid} ${++schemas}`
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

  const shown = async (projection: StoredProjection, readerRole?: string) => {
    const name = named('views')
    const settings = { schema: name, ...(readerRole === undefined ? {} : { readerRole }) }
    const store = await createSqlReadModels(database, settings)
    done(await store.addMember('toys', projection, true)(), 'adding')
    const show = async (next: StoredProjection): Promise<void> => {
      done(await store.addMember('next', next, false)(), 'adding the next')
      done(await store.setLive(next)(), 'switching')
    }
    return { name, schema: quoted(name), store, show }
  }

  const forgotten = async (schema: string, ...roles: ReadonlyArray<string>): Promise<void> => {
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
    for (const role of roles) await database.query(`DROP ROLE ${quoted(role)}`)
  }

  /** What the role is told: nothing, or the code of the error. */
  const asRole = (role: string, statement: string): Promise<string> =>
    database
      .transaction(async (sql) => {
        await sql.query(`SET LOCAL ROLE ${quoted(role)}`)
        await sql.query(statement)
      })
      .then(
        () => '',
        (error: { readonly code?: string }) => String(error.code)
      )

  const privileges = async (schema: string, role: string, view: string) =>
    database.query(
      `SELECT a.attname IS NOT NULL AS of_column, g.privilege_type AS privilege, g.is_grantable AS grantable
       FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL,
         LATERAL aclexplode(coalesce(a.attacl, c.relacl)) g JOIN pg_roles r ON r.oid = g.grantee
       WHERE c.oid = to_regclass($1) AND r.rolname = $2 ORDER BY 1, 2`,
      [`${schema}.${view}`, role]
    )

  const columnsOf = async (schema: string, view: string): Promise<ReadonlyArray<unknown>> => {
    const found = await database.query(
      `SELECT attname::text AS name FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 ORDER BY attnum`,
      [`${schema}.${view}`]
    )
    return found.map(({ name }) => name)
  }

  for (const [which, next] of [
    ['that adds a column', wider],
    ['whose column has another type', other]
  ] as const)
    views(`given a grant to another role, when a version ${which} is shown, then the grant is as it was`, async () => {
      const { schema, show } = await shown(before)
      const [role, second] = [named('team'), named('second')]
      for (const one of [role, second]) await database.query(`CREATE ROLE ${quoted(one)}`)
      await database.query(`GRANT USAGE ON SCHEMA ${schema} TO ${quoted(role)}, ${quoted(second)}`)
      await database.query(`GRANT SELECT ON ${schema}.name_log TO ${quoted(role)} WITH GRANT OPTION`)
      await database.query(`GRANT SELECT ("to") ON ${schema}.name_log TO ${quoted(second)}`)
      await database.query(`GRANT SELECT ON ${schema}.thing_history TO PUBLIC`)
      await show(next)
      assert.is(await asRole(role, `SELECT * FROM ${schema}.name_log`), '')
      assert.is(await asRole(second, `SELECT "to" FROM ${schema}.name_log`), '')
      assert.is(await asRole(second, `SELECT * FROM ${schema}.name_log`), '42501')
      assert.is(await asRole(second, `SELECT * FROM ${schema}.thing_history`), '')
      const granted = await privileges(schema, second, 'name_log')
      assert.equal(granted, [{ of_column: true, privilege: 'SELECT', grantable: false }])
      const [grantable] = await database.query(
        `SELECT has_table_privilege($1, to_regclass($2), 'SELECT WITH GRANT OPTION') AS kept`,
        [role, `${schema}.name_log`]
      )
      assert.is(grantable?.['kept'], true)
      await forgotten(schema, role, second)
    })

  views(
    'given a view of a team over ours, when a version adds a column, then theirs stays and ours has it',
    async () => {
      const { schema, show, store } = await shown(before)
      const had = await columnsOf(schema, 'name_log')
      await database.query(`CREATE VIEW ${schema}.of_team AS SELECT * FROM ${schema}.name_log`)
      await show(wider)
      assert.equal(await columnsOf(schema, 'name_log'), [...had, 'why'])
      assert.equal(await columnsOf(schema, 'of_team'), had)
      done(await store.removeMember(before)(), 'dropping the earlier one')
      assert.equal(await database.query(`SELECT * FROM ${schema}.of_team`), [])
      await forgotten(schema)
    }
  )

  views('given a version without a column, when it is shown, then the view is without it, and back again', async () => {
    const { schema, show, store } = await shown(wider)
    await show({ ...before, version: 3 })
    assert.not((await columnsOf(schema, 'name_log')).includes('why'))
    done(await store.setLive(wider)(), 'switching back')
    assert.ok((await columnsOf(schema, 'name_log')).includes('why'))
    await forgotten(schema)
  })

  views(
    'given a view of a team over a column that a version lost, then the switch is refused and names it',
    async () => {
      const { schema, store } = await shown(wider)
      await database.query(`CREATE VIEW ${schema}.of_team AS SELECT why FROM ${schema}.name_log`)
      const fewerColumns = { ...before, version: 3 }
      done(await store.addMember('next', fewerColumns, false)(), 'adding the next')
      const refused = await store.setLive(fewerColumns)()
      assert.match(E.isLeft(refused) ? refused.left.message : '', /2BP01.*of_team/)
      assert.ok((await columnsOf(schema, 'name_log')).includes('why'))
      await database.query(`DROP VIEW ${schema}.of_team`)
      done(await store.setLive(fewerColumns)(), 'switching without it')
      await forgotten(schema)
    }
  )

  views('given a version without a table, when it is shown, then the earlier one and its views can go', async () => {
    const { schema, show, store } = await shown(before)
    await show(fewer)
    done(await store.removeMember(before)(), 'dropping the earlier one')
    for (const gone of ['thing', 'thing_history', 'letter_total', 'thing_history_v1', 'name_log_v1'])
      assert.equal(await columnsOf(schema, gone), [], gone)
    assert.equal(await database.query(`SELECT * FROM ${schema}.name_log`), [])
    await forgotten(schema)
  })

  views('given a version that is not shown, when it is dropped, then the views of the other one stay', async () => {
    const { schema, show, store } = await shown(before)
    await show(wider)
    done(await store.setLive(before)(), 'switching back')
    done(await store.removeMember(wider)(), 'dropping the next one')
    for (const view of ['thing', 'thing_history', 'name_log', 'letter_total'])
      assert.equal(await database.query(`SELECT * FROM ${schema}.${view}`), [])
    await forgotten(schema)
  })

  const readsAlone = async (schema: string, role: string): Promise<void> => {
    for (const view of ['thing', 'thing_history', 'name_log', 'letter_total'])
      assert.is(await asRole(role, `SELECT * FROM ${schema}.${view}`), '', view)
    for (const refused of [
      `SELECT * FROM ${schema}.name_log_v1`,
      `DELETE FROM ${schema}.name_log_v1`,
      `UPDATE ${schema}.projection SET live = false`,
      `CREATE TABLE ${schema}.of_reader (one integer)`
    ])
      assert.is(await asRole(role, refused), '42501', refused)
    for (const write of [`DELETE FROM ${schema}.name_log`, `UPDATE ${schema}.thing SET times = 0`])
      assert.match(await asRole(role, write), /^(42501|55000)$/, write)
  }

  views('given the role that reads, then it reads the views and may do nothing else', async () => {
    const role = named('reader')
    const { schema } = await shown(before, role)
    await readsAlone(schema, role)
    await forgotten(schema, role)
  })

  views(
    'given views from before the role was there, when they are opened again, then it reads them alone',
    async () => {
      const role = named('reader')
      const { schema, name } = await shown(before)
      await database.query(`CREATE VIEW ${schema}.of_team AS SELECT * FROM ${schema}.name_log`)
      await database.query(`CREATE ROLE ${quoted(role)}`)
      assert.is(await asRole(role, `SELECT * FROM ${schema}.thing`), '42501')
      await createSqlReadModels(database, { schema: name, readerRole: role })
      await readsAlone(schema, role)
      assert.is(await asRole(role, `SELECT * FROM ${schema}.of_team`), '42501')
      await forgotten(schema, role)
    }
  )

  views('given any view or table of a projection, then each of its columns has a comment', async () => {
    const { schema, name, show } = await shown(before)
    await show(wider)
    const columns = await database.query(
      `SELECT c.relname || '.' || a.attname AS name, col_description(c.oid, a.attnum) AS comment
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
       WHERE n.nspname = $1 AND (c.relkind = 'v' OR c.relname ~ '_v[0-9]+$' AND c.relkind = 'r')`,
      [name]
    )
    assert.equal(
      columns.filter(({ comment }) => comment === null || comment === '').map((column) => column['name']),
      []
    )
    const commentOf = new Map(columns.map((column) => [column['name'], column['comment']]))
    assert.is(commentOf.get('name_log.why'), "What it's for.")
    assert.is(commentOf.get('thing_history.valid_to'), commentOf.get('thing_history_v2.valid_to'))
    assert.is.not(commentOf.get('thing.row_key'), undefined)
    await forgotten(schema)
  })

  views.run()
}

declared('stable views in PGlite', () => pgliteDatabase())

const connectionString = process.env['DATABASE_URL']
if (connectionString !== undefined) declared('stable views in PostgreSQL', async () => pgDatabase(connectionString, 4))
