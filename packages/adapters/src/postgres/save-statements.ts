import type { StoredProjection, StreamProgress, Table, TableWrites } from '@accountable/projections'
import { encodeStamp, encodeVersion, isPersonal, shortName, toJson, toTimestamp } from './encode-rows.js'
import type { SqlValue } from './sql.js'
import { columnName, fromColumns, plainType, type TableNames, toColumns } from './table-names.js'

export interface Statement {
  readonly text: string
  readonly values: ReadonlyArray<SqlValue>
}

const stampRecord = (prefix: string): ReadonlyArray<string> => [
  `${prefix}c bigint`,
  `${prefix}p bigint`,
  `${prefix}e timestamptz`,
  `${prefix}r timestamptz`
]
const stampNames = (prefix: string): ReadonlyArray<string> => [`${prefix}c`, `${prefix}p`, `${prefix}e`, `${prefix}r`]

/** The columns that a table has and the record's names for them, in one order. */
const columnsOf = (table: Table) => {
  const columns = table.columns.map(columnName)
  const record = table.columns.map((column, index) => `${shortName(index)} ${plainType(column)}`)
  const names = table.columns.map((_, index) => shortName(index))
  return isPersonal(table)
    ? { columns: [...columns, 'erased'], record: [...record, 'erased text[]'], names: [...names, 'erased'] }
    : { columns, record, names }
}

const insert = (into: string, table: Table, kind: 'current' | 'log' | 'history'): string => {
  const { columns, record, names } = columnsOf(table)
  const own = kind === 'log' ? 'ordinal' : 'row_key'
  const ended = kind === 'history'
  const target = [own, ...columns, ...fromColumns(table), ...(ended ? toColumns : [])]
  const source = [kind === 'log' ? 'o' : 'k', ...names, ...stampNames('f'), ...(ended ? stampNames('t') : [])]
  const definitions = ['k text', 'o integer', ...record, ...stampRecord('f'), ...(ended ? stampRecord('t') : [])]
  const update = [...columns, ...fromColumns(table)].map((column) => `${column} = excluded.${column}`)
  return `INSERT INTO ${into} (${target.join(', ')})
    SELECT ${source.join(', ')} FROM json_to_recordset($1::json) AS r(${definitions.join(', ')})
    ${kind === 'current' ? `ON CONFLICT (row_key) DO UPDATE SET ${update.join(', ')}` : ''}`
}

const close = (history: string, table: Table): string => {
  const [commit, prepare] = fromColumns(table)
  const ends = toColumns.map((column, index) => `${column} = r.${stampNames('t')[index]}`)
  return `UPDATE ${history} AS h SET ${ends.join(', ')}
    FROM json_to_recordset($1::json) AS r(k text, fc bigint, fp bigint, ${stampRecord('t').join(', ')})
    WHERE h.row_key = r.k AND h.${commit} = r.fc AND h.${prepare} = r.fp`
}

/** What a page does to one table: one statement for its rows, and two more where it keeps history. */
export const saveTable = (
  names: TableNames,
  { version }: StoredProjection,
  table: Table,
  { current, versions, closed }: TableWrites
): ReadonlyArray<Statement> => {
  const rows = names.rows(table, version)
  const history = names.history(table, version)
  const bulk = (text: string, records: ReadonlyArray<unknown>): ReadonlyArray<Statement> =>
    records.length === 0 ? [] : [{ text, values: [toJson(records)] }]
  const encode = (some: TableWrites['versions']) => some.map((one) => encodeVersion(table, one))
  if (table.kind === 'log') return bulk(insert(rows, table, 'log'), encode(versions))
  const ended = closed.map(({ key, from, to }) => ({
    k: key,
    fc: from.commit.toString(),
    fp: from.prepare.toString(),
    ...encodeStamp('t', to)
  }))
  return [
    ...bulk(insert(rows, table, 'current'), encode(current)),
    ...(table.kind === 'history'
      ? [...bulk(close(history, table), ended), ...bulk(insert(history, table, 'history'), encode(versions))]
      : [])
  ]
}

/** JSON has no bigint: revisions and positions are decimal strings in it. */
const progressRecord = (streamName: string, { last, parked, tampered }: StreamProgress): Record<string, unknown> => ({
  stream_name: streamName,
  revision: last?.revision.toString() ?? null,
  effective_at: last === undefined ? null : toTimestamp(last.effectiveAt),
  recorded_at: last === undefined ? null : toTimestamp(last.recordedAt),
  parked_since: parked === undefined ? null : toTimestamp(parked.since),
  parked:
    parked === undefined
      ? null
      : {
          commit: parked.position.commit.toString(),
          prepare: parked.position.prepare.toString(),
          revision: parked.revision.toString(),
          eventId: parked.eventId,
          reason: parked.reason
        },
  tampered:
    tampered === undefined
      ? null
      : {
          commit: tampered.position.commit.toString(),
          prepare: tampered.position.prepare.toString(),
          code: tampered.code
        }
})

const progressColumns = ['revision', 'effective_at', 'recorded_at', 'parked_since', 'parked', 'tampered'] as const

export const saveProgress = (
  names: TableNames,
  group: string,
  progress: ReadonlyMap<string, StreamProgress>
): ReadonlyArray<Statement> =>
  progress.size === 0
    ? []
    : [
        {
          text: `INSERT INTO ${names.progress} (group_name, stream_name, ${progressColumns.join(', ')})
            SELECT $2, stream_name, ${progressColumns.join(', ')}
            FROM json_to_recordset($1::json) AS r(stream_name text, revision bigint, effective_at timestamptz,
              recorded_at timestamptz, parked_since timestamptz, parked jsonb, tampered jsonb)
            ON CONFLICT (group_name, stream_name)
            DO UPDATE SET ${progressColumns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
          values: [toJson([...progress].map(([streamName, one]) => progressRecord(streamName, one))), group]
        }
      ]
