import { createReaderRole, grantViewsToReader } from './reader-role.js'
import { singleTables } from './single-tables.js'
import type { Sql, SqlDatabase } from './sql.js'
import type { TableNames } from './table-names.js'

/** The store's own tables, step by step. A step that was released never changes; a new need is a new step. */
const steps = (names: TableNames): ReadonlyArray<ReadonlyArray<string>> => [
  [
    `CREATE TABLE ${names.group} (
       group_name text COLLATE "C" PRIMARY KEY,
       sequence bigint NOT NULL,
       commit_position bigint NOT NULL,
       prepare_position bigint NOT NULL,
       landmark_commit bigint,
       landmark_prepare bigint,
       landmark_event_id text COLLATE "C",
       saved_at timestamptz NOT NULL
     )`,
    `COMMENT ON TABLE ${names.group} IS 'How far each group of projections has come in the event log.'`,
    `COMMENT ON COLUMN ${names.group}.landmark_event_id IS 'The last event of a customer that was handled: it proves which event log this belongs to.'`,
    `CREATE TABLE ${names.projection} (
       name text COLLATE "C" NOT NULL,
       version integer NOT NULL,
       group_name text COLLATE "C" NOT NULL,
       live boolean NOT NULL,
       PRIMARY KEY (name, version)
     )`,
    `COMMENT ON TABLE ${names.projection} IS 'The projections and versions in this database; views show the live version.'`,
    `CREATE TABLE ${names.progress} (
       group_name text COLLATE "C" NOT NULL,
       stream_name text COLLATE "C" NOT NULL,
       revision bigint,
       effective_at timestamptz,
       recorded_at timestamptz,
       parked_since timestamptz,
       parked jsonb,
       tampered jsonb,
       PRIMARY KEY (group_name, stream_name)
     )`,
    `CREATE INDEX ON ${names.progress} (group_name) WHERE parked IS NOT NULL OR tampered IS NOT NULL`,
    `COMMENT ON TABLE ${names.progress} IS 'The last event of each stream that a group has handled, and what is wrong with the stream.'`,
    `COMMENT ON COLUMN ${names.progress}.parked IS 'The first event that could not be handled, and why; later events of the stream wait behind it.'`,
    `CREATE TABLE ${names.lease} (
       group_name text COLLATE "C" PRIMARY KEY,
       owner text COLLATE "C" NOT NULL,
       expires_at timestamptz NOT NULL
     )`,
    `COMMENT ON TABLE ${names.lease} IS 'Which process runs a group, and until when unless it says so again.'`
  ],
  [
    `ALTER TABLE ${names.group}
       ADD COLUMN partition integer NOT NULL DEFAULT 0,
       ADD COLUMN partitions integer NOT NULL DEFAULT 1`,
    `ALTER TABLE ${names.group} DROP CONSTRAINT projection_group_pkey, ADD PRIMARY KEY (group_name, partition)`,
    `COMMENT ON COLUMN ${names.group}.partition IS 'From 0: which part of the customers this row is about.'`,
    `COMMENT ON COLUMN ${names.group}.partitions IS 'Into how many parts the customers of this group are split, by a hash of their ids.'`
  ],
  [
    `ALTER TABLE ${names.projection} ADD COLUMN shown_at timestamptz`,
    `UPDATE ${names.projection} SET shown_at = now() WHERE live`,
    `COMMENT ON COLUMN ${names.projection}.shown_at IS 'When it was first shown; one that was taken back is not shown again by itself.'`
  ]
]

const takeSteps = async (sql: Sql, names: TableNames): Promise<void> => {
  const [taken] = await sql.query(`SELECT count(*)::integer AS steps FROM ${names.migration}`)
  const known = steps(names)
  if (Number(taken?.['steps']) > known.length)
    throw new Error('a newer version of this library has changed these tables')
  for (const [index, step] of known.entries()) {
    if (index < Number(taken?.['steps'])) continue
    for (const statement of step) await sql.query(statement)
    await sql.query(`INSERT INTO ${names.migration} (step, taken_at) VALUES ($1, now())`, [index])
  }
}

/** One process at a time changes tables and views; the number is an arbitrary one of ours. */
export const takeSchemaLock = (sql: Sql): Promise<unknown> => sql.query('SELECT pg_advisory_xact_lock(7236481205)')

/** One process at a time adds an index. */
export const takeIndexLock = (sql: Sql, name: string): Promise<unknown> =>
  sql.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7236481206))', [name])

/** Brings the store's own tables to the newest step, however long that takes: there may be large tables to change. */
export const migrate = (database: SqlDatabase, names: TableNames, reader: string | undefined): Promise<void> =>
  database.transaction(async (sql) => {
    await takeSchemaLock(sql)
    await sql.query(`CREATE SCHEMA IF NOT EXISTS ${names.schema}`)
    await sql.query(
      `CREATE TABLE IF NOT EXISTS ${names.migration} (step integer PRIMARY KEY, taken_at timestamptz NOT NULL)`
    )
    await takeSteps(sql, names)
    await sql.query(singleTables(names))
    if (reader === undefined) return
    for (const statement of createReaderRole(names, reader)) await sql.query(statement)
    await sql.query(grantViewsToReader(names, reader))
  }, 'without deadline')
