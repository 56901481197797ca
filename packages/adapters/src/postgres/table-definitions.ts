import type { StoredProjection, Table } from '@accountable/projections'
import type { StampColumns } from './encode-rows.js'
import { isPersonal } from './encode-rows.js'
import { grantToReader } from './reader-role.js'
import { identifier, literal } from './sql.js'
import { columnName, columnsFor, fromColumns, sqlType, type TableNames, toColumns } from './table-names.js'

const stampTypes = ['bigint', 'bigint', 'timestamptz', 'timestamptz'] as const

const stampDefinitions = (columns: StampColumns, constraint: string): ReadonlyArray<string> =>
  columns.map((column, index) => `${column} ${stampTypes[index]} ${constraint}`)

const stampComments = ([commit, prepare, effective, recorded]: StampColumns, event: string) => ({
  [commit]: `Position in the event log (first half) of ${event}.`,
  [prepare]: `Position in the event log (second half) of ${event}.`,
  [effective]: `When ${event} took effect.`,
  [recorded]: `When ${event} was recorded.`
})

const columnDefinitions = (table: Table): ReadonlyArray<string> => [
  ...table.columns.map(
    (column) => `${columnName(column)} ${sqlType(column)}${column.nullable || column.personal ? '' : ' NOT NULL'}`
  ),
  ...(isPersonal(table) ? [`erased text[] NOT NULL DEFAULT '{}'`] : [])
]

const comments = (name: string, table: Table, what: string, withEnd: boolean): ReadonlyArray<string> => {
  const all: Readonly<Record<string, string>> = {
    ...Object.fromEntries(table.columns.map(({ name: column, comment }) => [column, comment])),
    ...(isPersonal(table)
      ? { erased: 'Columns whose value was erased for good, and which are null for that reason.' }
      : {}),
    ...stampComments(fromColumns(table), table.kind === 'log' ? 'the event' : 'the event that this version began with'),
    ...(withEnd ? stampComments(toColumns, 'the event that ended this version (null: it still holds)') : {})
  }
  return [
    `COMMENT ON TABLE ${name} IS ${literal(what)}`,
    ...Object.entries(all).map(
      ([column, text]) => `COMMENT ON COLUMN ${name}.${identifier(column)} IS ${literal(text)}`
    )
  ]
}

const rowTable = (name: string, table: Table): ReadonlyArray<string> => {
  const from = fromColumns(table)
  const key =
    table.kind === 'log' ? `PRIMARY KEY (${from[2]}, ${from[0]}, ${from[1]}, ordinal)` : 'PRIMARY KEY (row_key)'
  const own = table.kind === 'log' ? 'ordinal integer NOT NULL' : 'row_key text COLLATE "C" NOT NULL'
  const parts = [own, ...columnDefinitions(table), ...stampDefinitions(from, 'NOT NULL'), key]
  return [`CREATE TABLE ${name} (${parts.join(', ')})`, ...comments(name, table, table.comment, false)]
}

const historyTable = (name: string, table: Table): ReadonlyArray<string> => {
  const from = fromColumns(table)
  const parts = [
    'row_key text COLLATE "C" NOT NULL',
    ...columnDefinitions(table),
    ...stampDefinitions(from, 'NOT NULL'),
    ...stampDefinitions(toColumns, ''),
    `PRIMARY KEY (row_key, ${from[0]}, ${from[1]})`
  ]
  return [
    `CREATE TABLE ${name} (${parts.join(', ')})`,
    ...comments(
      name,
      table,
      `${table.comment} Every version, with the interval in which it held (its end excluded).`,
      true
    )
  ]
}

/** Creates the tables of one version of a projection. */
export const createTables = (names: TableNames, { version, tables }: StoredProjection): ReadonlyArray<string> =>
  Object.values(tables).flatMap((table) => [
    ...rowTable(names.rows(table, version), table),
    ...(table.kind === 'history' ? historyTable(names.history(table, version), table) : [])
  ])

/**
 * The indexes that only queries need, where they are missing. A version is built without them and gets them when it has caught
 * up: to sort once is far cheaper than to keep an order with every row.
 */
export const createIndexes = (
  names: TableNames,
  { version, tables }: StoredProjection
): ReadonlyArray<{ readonly name: string; readonly statement: string }> =>
  Object.values(tables).flatMap((table) =>
    table.indexes.flatMap(({ on }, index) => {
      const columns = on.flatMap((one) => columnsFor(table, one)).join(', ')
      const create = (of: 'rows' | 'history') => {
        const name = names.index(table, version, of, index)
        return { name, statement: `CREATE INDEX IF NOT EXISTS ${name} ON ${names[of](table, version)} (${columns})` }
      }
      return table.kind === 'history' ? [create('rows'), create('history')] : [create('rows')]
    })
  )

export const dropTables = (names: TableNames, { version, tables }: StoredProjection): ReadonlyArray<string> =>
  Object.values(tables).flatMap((table) => [
    `DROP TABLE IF EXISTS ${names.rows(table, version)}`,
    ...(table.kind === 'history' ? [`DROP TABLE IF EXISTS ${names.history(table, version)}`] : [])
  ])

interface View {
  readonly name: string
  readonly rows: string
  readonly table: Table
}

const customerColumn = ({ columns, customer }: Table): string =>
  identifier(columns.find(({ property }) => property === customer)?.name ?? customer)

const createView = (names: TableNames, { name, rows, table }: View, projection: StoredProjection) => [
  `DROP VIEW IF EXISTS ${name}`,
  `CREATE VIEW ${name} AS
     SELECT r.*, p.parked_since
     FROM ${rows} r
     LEFT JOIN ${names.progress} p
       ON p.stream_name = 'customer-' || r.${customerColumn(table)}
      AND p.group_name = (SELECT group_name FROM ${names.projection}
                          WHERE name = ${literal(projection.name)} AND version = ${projection.version})`,
  `COMMENT ON VIEW ${name} IS ${literal(table.comment)}`,
  `COMMENT ON COLUMN ${name}.parked_since IS 'Since when this customer waits for somebody: later events are not in this row.'`
]

const viewsOf = (names: TableNames, { version, tables }: StoredProjection): ReadonlyArray<View> =>
  Object.values(tables).flatMap((table) => [
    { name: names.view(table), rows: names.rows(table, version), table },
    ...(table.kind === 'history'
      ? [{ name: names.historyView(table), rows: names.history(table, version), table }]
      : [])
  ])

/** Makes the views show this version, to everybody who may see them. */
export const createViews = (
  names: TableNames,
  projection: StoredProjection,
  reader: string | undefined
): ReadonlyArray<string> =>
  viewsOf(names, projection).flatMap((view) => [
    ...createView(names, view, projection),
    ...(reader === undefined ? [] : [grantToReader(view.name, reader)])
  ])
