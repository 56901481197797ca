import type { StoredProjection, Table } from '@accountable/projections'
import { columnComments } from './column-comments.js'
import type { StampColumns } from './encode-rows.js'
import { isPersonal } from './encode-rows.js'
import { identifier, literal } from './sql.js'
import {
  columnName,
  columnsFor,
  fromColumns,
  type IndexedRows,
  isOpen,
  sqlType,
  type TableNames,
  toColumns
} from './table-names.js'

const stampTypes = ['bigint', 'bigint', 'timestamptz', 'timestamptz'] as const

const stampDefinitions = (columns: StampColumns, constraint: string): ReadonlyArray<string> =>
  columns.map((column, index) => `${column} ${stampTypes[index]} ${constraint}`)

const columnDefinitions = (table: Table): ReadonlyArray<string> => [
  ...table.columns.map(
    (column) => `${columnName(column)} ${sqlType(column)}${column.nullable || column.personal ? '' : ' NOT NULL'}`
  ),
  ...(isPersonal(table) ? [`erased text[] NOT NULL DEFAULT '{}'`] : [])
]

const comments = (name: string, table: Table, what: string): ReadonlyArray<string> => [
  `COMMENT ON TABLE ${name} IS ${literal(what)}`,
  ...Object.entries(columnComments(table, 'history')).map(
    ([column, text]) => `COMMENT ON COLUMN ${name}.${identifier(column)} IS ${literal(text)}`
  )
]

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
      ...comments(name, table, `${table.comment}${isHistory ? versions : ''}`)
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
