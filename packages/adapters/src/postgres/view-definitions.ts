import type { StoredProjection, Table } from '@accountable/projections'
import { columnComments } from './column-comments.js'
import { grantToReader } from './reader-role.js'
import { identifier, literal, type Sql, type SqlTransaction } from './sql.js'
import { type IndexedRows, isOpen, type TableNames, toColumns } from './table-names.js'

interface View {
  readonly name: string
  readonly table: Table
  /** Of a table with history: which of its versions, and whether with their ends. */
  readonly of: IndexedRows
}

/** The views of what holds now come before those of all versions: an upgraded one may be made over the other. */
const viewsOf = (names: TableNames, { tables }: StoredProjection): ReadonlyArray<View> =>
  Object.values(tables).flatMap((table): ReadonlyArray<View> => {
    const now: View = { name: names.view(table), table, of: 'rows' }
    return table.kind === 'history' ? [now, { name: names.historyView(table), table, of: 'history' }] : [now]
  })

type ColumnTypes = ReadonlyMap<string, string>

const noColumns: ColumnTypes = new Map()

/**
 * The columns of tables and views, in their order, each with what a view's column may not change; all of them in one turn, since a
 * store that is opened waits for them. What is not there is missing.
 */
const columnsOf = async (sql: Sql, relations: ReadonlyArray<string>): Promise<ReadonlyMap<string, ColumnTypes>> => {
  const found = await sql.query(
    `SELECT relation, attname::text AS name, concat_ws(' ', format_type(atttypid, atttypmod), attcollation) AS type
     FROM unnest($1::text[]) relation
     JOIN pg_attribute ON attrelid = to_regclass(relation) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [relations]
  )
  const all = new Map<string, Map<string, string>>()
  for (const { relation, name, type } of found) {
    const columns = all.get(String(relation)) ?? new Map<string, string>()
    all.set(String(relation), columns.set(String(name), String(type)))
  }
  return all
}

/** Those of what holds now are without its end, which it has not. */
const shownColumns = (stored: ColumnTypes, of: IndexedRows): ReadonlyArray<[name: string, type: string]> =>
  [...stored].filter(([column]) => of === 'history' || !(toColumns as ReadonlyArray<string>).includes(column))

/** The grants on a view and on those of its columns that it will still have, as statements that make them again. */
const grantsOn = async (sql: Sql, view: string, columns: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  const found = await sql.query(
    `SELECT format('GRANT %s%s ON %s TO %s%s', granted.privilege_type, '(' || quote_ident(had.name) || ')', $1::text,
       CASE WHEN granted.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(role.rolname) END,
       CASE WHEN granted.is_grantable THEN ' WITH GRANT OPTION' END) AS statement
     FROM (
       SELECT NULL::text AS name, relacl AS acl FROM pg_class WHERE oid = to_regclass($1)
       UNION ALL
       SELECT attname::text, attacl FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = ANY($2::text[])
     ) had
     CROSS JOIN LATERAL aclexplode(had.acl) granted
     LEFT JOIN pg_roles role ON role.oid = granted.grantee
     WHERE granted.grantee = 0 OR role.oid IS NOT NULL`,
    [view, columns]
  )
  return found.map(({ statement }) => String(statement))
}

const customerColumn = ({ columns, customer }: Table): string =>
  identifier(columns.find(({ property }) => property === customer)?.name ?? customer)

const defineView = (
  names: TableNames,
  { name, table, of }: View,
  { name: projection, version }: StoredProjection,
  columns: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const comments = {
    ...columnComments(table, of),
    parked_since: 'Since when this customer waits for somebody: later events are not in this row.'
  }
  const shown = columns.map((column) => `${column === 'parked_since' ? 'p' : 'r'}.${identifier(column)}`)
  return [
    `CREATE OR REPLACE VIEW ${name} AS
       SELECT ${shown.join(', ')}
       FROM ${names.rows(table, version)} r
       LEFT JOIN ${names.progress} p
         ON p.stream_name = 'customer-' || r.${customerColumn(table)}
        AND p.group_name = (SELECT group_name FROM ${names.projection}
                            WHERE name = ${literal(projection)} AND version = ${version})
       ${table.kind === 'history' && of === 'rows' ? `WHERE r.${isOpen}` : ''}`,
    `COMMENT ON VIEW ${name} IS ${literal(table.comment)}`,
    ...Object.entries(comments).map(
      ([column, text]) => `COMMENT ON COLUMN ${name}.${identifier(column)} IS ${literal(text)}`
    )
  ]
}

/**
 * Makes the views show this version, to everybody who may see them. A view that has all its columns still is replaced, new
 * columns at its end, wherever the table has them: what others were granted stays, and so do views that a team made over it.
 * One that loses a column, or has it with another type, is made anew, which PostgreSQL refuses while another view is over it.
 */
export const showViews = async (
  sql: SqlTransaction,
  names: TableNames,
  projection: StoredProjection,
  reader: string | undefined
): Promise<void> => {
  const views = viewsOf(names, projection)
  const tables = views.map(({ table }) => names.rows(table, projection.version))
  const known = await columnsOf(sql, [names.progress, ...tables, ...views.map(({ name }) => name)])
  const columnsIn = (relation: string): ColumnTypes => known.get(relation) ?? noColumns
  const parkedSince = columnsIn(names.progress).get('parked_since') ?? ''
  const statements: string[] = []
  for (const view of views) {
    const had = columnsIn(view.name)
    const stored = columnsIn(names.rows(view.table, projection.version))
    const wanted: ColumnTypes = new Map([...shownColumns(stored, view.of), ['parked_since', parkedSince]])
    const isKept = [...had].every(([column, type]) => wanted.get(column) === type)
    const columns = isKept ? [...new Set([...had.keys(), ...wanted.keys()])] : [...wanted.keys()]
    statements.push(
      ...(isKept ? [] : [`DROP VIEW ${view.name}`]),
      ...defineView(names, view, projection, columns),
      ...(isKept ? [] : await grantsOn(sql, view.name, columns)),
      ...(reader === undefined ? [] : [grantToReader(view.name, reader)])
    )
  }
  await sql.execute(statements)
}

/**
 * Drops the views that still show this version, which is not live: those of tables that the live one no longer has. Not at the
 * switch, for it may be taken back as long as this version is here.
 */
export const dropViews = async (sql: Sql, names: TableNames, projection: StoredProjection): Promise<void> => {
  for (const { name, table } of viewsOf(names, projection)) {
    const shows = await sql.query(
      `WITH RECURSIVE shown(oid) AS (
         SELECT to_regclass($1)::oid
         UNION
         SELECT d.refobjid
         FROM shown JOIN pg_rewrite w ON w.ev_class = shown.oid
         JOIN pg_depend d ON d.objid = w.oid AND d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
       )
       SELECT 1 FROM shown WHERE oid = to_regclass($2)`,
      [name, names.rows(table, projection.version)]
    )
    if (shows.length > 0) await sql.query(`DROP VIEW ${name}`)
  }
}
