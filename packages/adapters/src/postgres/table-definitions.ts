import type { StoredProjection, Table } from '@accountable/projections'
import type { StampColumns } from './encode-rows.js'
import { isPersonal } from './encode-rows.js'
import { grantToReader } from './reader-role.js'
import { identifier, literal } from './sql.js'
import {
  columnName,
  columnsFor,
  fromColumns,
  type IndexedRows,
  isOpen,
  sqlType,
  storedColumns,
  type TableNames,
  toColumns
} from './table-names.js'

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

const primaryKey = ({ kind }: Table, [commit, prepare, effective]: StampColumns): string => {
  if (kind === 'log') return `PRIMARY KEY (${effective}, ${commit}, ${prepare}, ordinal)`
  return kind === 'history' ? `PRIMARY KEY (row_key, ${commit}, ${prepare})` : 'PRIMARY KEY (row_key)'
}

/** Creates the tables of one version of a projection. Of a history no more than one version of a key can be open. */
export const createTables = (names: TableNames, { version, tables }: StoredProjection): ReadonlyArray<string> =>
  Object.values(tables).flatMap((table) => {
    const name = names.rows(table, version)
    const from = fromColumns(table)
    const isHistory = table.kind === 'history'
    const parts = [
      table.kind === 'log' ? 'ordinal integer NOT NULL' : 'row_key text COLLATE "C" NOT NULL',
      ...columnDefinitions(table),
      ...stampDefinitions(from, 'NOT NULL'),
      ...(isHistory ? stampDefinitions(toColumns, '') : []),
      primaryKey(table, from)
    ]
    const versions = ' Every version, with the interval in which it held (its end excluded).'
    return [
      `CREATE TABLE ${name} (${parts.join(', ')})`,
      ...(isHistory
        ? [`CREATE UNIQUE INDEX ${names.index(table, version, 'rows', 'key')} ON ${name} (row_key) WHERE ${isOpen}`]
        : []),
      ...comments(name, table, `${table.comment}${isHistory ? versions : ''}`, isHistory)
    ]
  })

/**
 * The indexes that only queries need, where they are missing. A version is built without them and gets them when it has caught
 * up: to sort once is far cheaper than to keep an order with every row.
 */
export const createIndexes = (
  names: TableNames,
  { version, tables }: StoredProjection
): ReadonlyArray<{ readonly name: string; readonly statement: string }> =>
  Object.values(tables).flatMap((table) =>
    table.indexes.flatMap(({ on, versions }, index) => {
      const columns = on.flatMap((one) => columnsFor(table, one)).join(', ')
      const create = (of: IndexedRows, where = '') => {
        const name = names.index(table, version, of, index)
        const rows = names.rows(table, version)
        return { name, statement: `CREATE INDEX IF NOT EXISTS ${name} ON ${rows} (${columns}) ${where}` }
      }
      if (table.kind !== 'history') return [create('rows')]
      return versions === 'all' ? [create('history')] : [create('rows', `WHERE ${isOpen}`), create('history')]
    })
  )

export const dropTables = (names: TableNames, { version, tables }: StoredProjection): ReadonlyArray<string> =>
  Object.values(tables).map((table) => `DROP TABLE IF EXISTS ${names.rows(table, version)}`)

interface View {
  readonly name: string
  readonly table: Table
  /** Of a table with history: which of its versions, and whether with their ends. */
  readonly of: IndexedRows
}

/** Those of what holds now are without its end, which it has not. */
const shownColumns = (table: Table, of: IndexedRows): ReadonlyArray<string> =>
  storedColumns(table)
    .filter((column) => of === 'history' || !(toColumns as ReadonlyArray<string>).includes(column))
    .map((column) => `r.${column}`)

const customerColumn = ({ columns, customer }: Table): string =>
  identifier(columns.find(({ property }) => property === customer)?.name ?? customer)

const createView = (names: TableNames, { name, table, of }: View, projection: StoredProjection) => [
  `DROP VIEW IF EXISTS ${name}`,
  `CREATE VIEW ${name} AS
     SELECT ${shownColumns(table, of).join(', ')}, p.parked_since
     FROM ${names.rows(table, projection.version)} r
     LEFT JOIN ${names.progress} p
       ON p.stream_name = 'customer-' || r.${customerColumn(table)}
      AND p.group_name = (SELECT group_name FROM ${names.projection}
                          WHERE name = ${literal(projection.name)} AND version = ${projection.version})
     ${table.kind === 'history' && of === 'rows' ? `WHERE r.${isOpen}` : ''}`,
  `COMMENT ON VIEW ${name} IS ${literal(table.comment)}`,
  `COMMENT ON COLUMN ${name}.parked_since IS 'Since when this customer waits for somebody: later events are not in this row.'`
]

const viewsOf = (names: TableNames, { tables }: StoredProjection): ReadonlyArray<View> =>
  Object.values(tables).flatMap((table): ReadonlyArray<View> => {
    const now: View = { name: names.view(table), table, of: 'rows' }
    return table.kind === 'history' ? [now, { name: names.historyView(table), table, of: 'history' }] : [now]
  })

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
