import type { Column, ColumnType, StampProperty, Table } from '@accountable/projections'
import { isPersonal, type StampColumns } from './encode-rows.js'
import { identifier } from './sql.js'

const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: 'text COLLATE "C"',
  boolean: 'boolean',
  integer: 'bigint',
  revision: 'bigint',
  timestamp: 'timestamptz',
  json: 'jsonb'
}

export const sqlType = ({ type }: Column): string => sqlTypes[type]

export const columnName = ({ name }: Column): string => identifier(name)

const logColumns: StampColumns = ['commit_position', 'prepare_position', 'effective_at', 'recorded_at']
const versionColumns: StampColumns = ['valid_from_commit', 'valid_from_prepare', 'valid_from', 'valid_from_recorded']

/** The event that a row comes from: the one that it tells of in a log, else the one that its version began with. */
export const fromColumns = ({ kind }: Pick<Table, 'kind'>): StampColumns =>
  kind === 'log' ? logColumns : versionColumns

/** The event that ended a version. */
export const toColumns: StampColumns = ['valid_to_commit', 'valid_to_prepare', 'valid_to', 'valid_to_recorded']

const stampColumns = (table: Table): Readonly<Partial<Record<StampProperty, ReadonlyArray<string>>>> => {
  const [commit, prepare, effective, recorded] = fromColumns(table)
  const times = { position: [commit, prepare], effectiveAt: [effective], recordedAt: [recorded] }
  return table.kind === 'log' ? { ...times, ordinal: ['ordinal'] } : { ...times, rowKey: ['row_key'] }
}

/** Every column of a table, in the order in which its rows are written. */
export const storedColumns = (table: Table): ReadonlyArray<string> => [
  table.kind === 'log' ? 'ordinal' : 'row_key',
  ...table.columns.map(columnName),
  ...(isPersonal(table) ? ['erased'] : []),
  ...fromColumns(table),
  ...(table.kind === 'history' ? toColumns : [])
]

/** The columns of a property: one, or two for a position. @throws RangeError for a property that the table lacks. */
export const columnsFor = (table: Table, property: string): ReadonlyArray<string> => {
  const own = table.columns.find((column) => column.property === property)
  const stamps: Readonly<Record<string, ReadonlyArray<string> | undefined>> = stampColumns(table)
  const names = own === undefined ? stamps[property] : [own.name]
  if (names === undefined) throw new RangeError(`table ${table.name} has no property ${property}`)
  return names.map(identifier)
}

/** Which rows of a table an index is about: of a table with history `rows` are those that hold now, and `history` is all of them. */
export type IndexedRows = 'rows' | 'history'

/** True for a version that still holds. */
export const isOpen = `${toColumns[0]} IS NULL`

/** Tables of one version of a projection, and the views that show the live one. All in one schema. */
export const tableNames = (schema: string) => {
  const inSchema = (name: string): string => `${identifier(schema)}.${identifier(name)}`
  return {
    schema: identifier(schema),
    group: inSchema('projection_group'),
    projection: inSchema('projection'),
    progress: inSchema('stream_progress'),
    lease: inSchema('projection_lease'),
    migration: inSchema('schema_migration'),
    /** The last row of each key, or a log; of a table with history every version, so that each is written once. */
    rows: (table: Table, version: number) =>
      inSchema(table.kind === 'history' ? `${table.name}_history_v${version}` : `${table.name}_v${version}`),
    /** Of all rows, or of those alone that hold now; an index lies in the schema of its table. */
    index: (table: Table, version: number, of: IndexedRows, number: number | 'key') =>
      identifier(`${table.name}_${of}_v${version}_${number}`),
    view: (table: Table) => inSchema(table.name),
    historyView: (table: Table) => inSchema(`${table.name}_history`)
  }
}

export type TableNames = ReturnType<typeof tableNames>
