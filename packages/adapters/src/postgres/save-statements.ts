import type { StoredProjection, StreamProgress, Table, TableWrites } from '@accountable/projections'
import { progressColumns, progressToCopy, versionsToCopy } from './copy-rows.js'
import { isPersonal, toTimestamp } from './encode-rows.js'
import type { SqlTransaction, SqlValue } from './sql.js'
import { columnName, fromColumns, type TableNames, toColumns } from './table-names.js'

/** One statement of a save. */
export type SaveStep = (sql: SqlTransaction) => Promise<unknown>

const query =
  (text: string, values: ReadonlyArray<SqlValue>): SaveStep =>
  (sql) =>
    sql.query(text, values)

/** Rows are copied and never inserted: it takes the server a quarter of the time. They are written while it works. */
const copy =
  (into: string, columns: ReadonlyArray<string>, rows: Iterable<Buffer>): SaveStep =>
  (sql) =>
    sql.copy(into, columns, rows)

const copyColumns = (table: Table, withEnd: boolean): ReadonlyArray<string> => [
  table.kind === 'log' ? 'ordinal' : 'row_key',
  ...table.columns.map(columnName),
  ...(isPersonal(table) ? ['erased'] : []),
  ...fromColumns(table),
  ...(withEnd ? toColumns : [])
]

/** Ends versions that are stored. */
const close = (history: string, table: Table, closed: TableWrites['closed']): SaveStep => {
  const [commit, prepare] = fromColumns(table)
  const ends = toColumns.map((column) => `${column} = r.${column}`)
  return query(
    `UPDATE ${history} AS h SET ${ends.join(', ')}
     FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::timestamptz[])
       AS r(row_key, ${commit}, ${prepare}, ${toColumns.join(', ')})
     WHERE h.row_key = r.row_key AND h.${commit} = r.${commit} AND h.${prepare} = r.${prepare}`,
    [
      closed.map(({ key }) => key),
      closed.map(({ from }) => from.commit.toString()),
      closed.map(({ from }) => from.prepare.toString()),
      closed.map(({ to }) => to.position.commit.toString()),
      closed.map(({ to }) => to.position.prepare.toString()),
      closed.map(({ to }) => toTimestamp(to.effectiveAt)),
      closed.map(({ to }) => toTimestamp(to.recordedAt))
    ]
  )
}

/** What a page does to one table. */
export const saveTable = (
  names: TableNames,
  { version }: StoredProjection,
  table: Table,
  { current, versions, closed }: TableWrites
): ReadonlyArray<SaveStep> => {
  const rows = names.rows(table, version)
  const copyVersions = (into: string, withEnd: boolean, some: TableWrites['versions']): ReadonlyArray<SaveStep> =>
    some.length === 0 ? [] : [copy(into, copyColumns(table, withEnd), versionsToCopy(table, withEnd, some))]
  if (table.kind === 'log') return copyVersions(rows, false, versions)
  const history = names.history(table, version)
  return [
    ...(current.length === 0
      ? []
      : [query(`DELETE FROM ${rows} WHERE row_key = ANY($1::text[])`, [current.map(({ key }) => key)])]),
    ...copyVersions(rows, false, current),
    ...(closed.length === 0 ? [] : [close(history, table, closed)]),
    ...(table.kind === 'history' ? copyVersions(history, true, versions) : [])
  ]
}

export const saveProgress = (
  names: TableNames,
  group: string,
  progress: ReadonlyMap<string, StreamProgress>
): ReadonlyArray<SaveStep> =>
  progress.size === 0
    ? []
    : [
        query(`DELETE FROM ${names.progress} WHERE group_name = $1 AND stream_name = ANY($2::text[])`, [
          group,
          [...progress.keys()]
        ]),
        copy(names.progress, progressColumns, progressToCopy(group, progress))
      ]
