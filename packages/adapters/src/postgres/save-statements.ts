import type { Save, Table, TableWrites } from '@accountable/projections'
import { progressColumns, progressToCopy, versionsToCopy } from './copy-rows.js'
import { toTimestamp } from './encode-rows.js'
import type { SqlTransaction, SqlValue } from './sql.js'
import { fromColumns, storedColumns, type TableNames, toColumns } from './table-names.js'

/** One statement of a save. */
export type SaveStep = (sql: SqlTransaction) => Promise<unknown>

/** Adds a parameter, and answers how the statement names it. */
type Bind = (value: SqlValue) => string

/** What a save does to one table. */
interface TableSteps {
  /** What has to happen first: rows that make place, or versions that end. Nothing where there are none. */
  readonly before?: (bind: Bind) => string
  readonly add?: SaveStep
}

/** Rows are copied and never inserted: it takes the server a quarter of the time. They are written while it works. */
const copy =
  (into: string, columns: ReadonlyArray<string>, rows: Iterable<Buffer>): SaveStep =>
  (sql) =>
    sql.copy(into, columns, rows)

/** Ends versions that are stored. They are found by their primary key: an index of what is open has dead entries for each key. */
const close =
  (rows: string, table: Table, closed: TableWrites['closed']) =>
  (bind: Bind): string => {
    const [commit, prepare] = fromColumns(table)
    const lists = [
      `${bind(closed.map(({ key }) => key))}::text[]`,
      `${bind(closed.map(({ from }) => from.commit.toString()))}::bigint[]`,
      `${bind(closed.map(({ from }) => from.prepare.toString()))}::bigint[]`,
      `${bind(closed.map(({ to }) => to.position.commit.toString()))}::bigint[]`,
      `${bind(closed.map(({ to }) => to.position.prepare.toString()))}::bigint[]`,
      `${bind(closed.map(({ to }) => toTimestamp(to.effectiveAt)))}::timestamptz[]`,
      `${bind(closed.map(({ to }) => toTimestamp(to.recordedAt)))}::timestamptz[]`
    ]
    return `UPDATE ${rows} AS h SET ${toColumns.map((column) => `${column} = r.${column}`).join(', ')}
       FROM unnest(${lists.join(', ')}) AS r(row_key, ${commit}, ${prepare}, ${toColumns.join(', ')})
       WHERE h.row_key = r.row_key AND h.${commit} = r.${commit} AND h.${prepare} = r.${prepare}`
  }

const saveTable = (names: TableNames, version: number, table: Table, writes: TableWrites): TableSteps => {
  const rows = names.rows(table, version)
  const { current, versions, closed } = writes
  const added = table.kind === 'current' ? current : versions
  const add = added.length === 0 ? {} : { add: copy(rows, storedColumns(table), versionsToCopy(table, added)) }
  if (table.kind === 'current' && current.length > 0) {
    const keys = current.map(({ key }) => key)
    return { before: (bind) => `DELETE FROM ${rows} WHERE row_key = ANY(${bind(keys)}::text[])`, ...add }
  }
  return closed.length === 0 ? add : { before: close(rows, table, closed), ...add }
}

const saveProgress = (names: TableNames, group: string, progress: Save['progress']): TableSteps =>
  progress.length === 0
    ? {}
    : {
        before: (bind) =>
          `DELETE FROM ${names.progress}
           WHERE group_name = ${bind(group)} AND stream_name = ANY(${bind(progress.map(([streamName]) => streamName))}::text[])`,
        add: copy(names.progress, progressColumns, progressToCopy(group, progress))
      }

/** What happens first in each table, as one statement: it takes one turn to the server and back. */
const together = (parts: ReadonlyArray<(bind: Bind) => string>): SaveStep => {
  const values: SqlValue[] = []
  const bind: Bind = (value) => `$${values.push(value)}`
  const all = parts.map((part, index) => `t${index} AS (${part(bind)})`)
  return (sql) => sql.query(`WITH ${all.join(',\n')} SELECT 1`, values)
}

/** What a save does beside moving the checkpoint. */
export const saveSteps = (names: TableNames, { group, progress, tables }: Save): ReadonlyArray<SaveStep> => {
  const all = [
    saveProgress(names, group, progress),
    ...tables.map(({ projection, table, writes }) =>
      saveTable(names, projection.version, projection.tables[table] as Table, writes)
    )
  ]
  const before = all.flatMap((steps) => steps.before ?? [])
  return [...(before.length === 0 ? [] : [together(before)]), ...all.flatMap(({ add }) => add ?? [])]
}
