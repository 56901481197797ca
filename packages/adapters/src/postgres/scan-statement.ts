import type { RowVersion, Table } from '@accountable/projections'
import { toTimestamp } from './encode-rows.js'
import type { SqlValue, Statement } from './sql.js'
import { fromColumns, type TableNames } from './table-names.js'

/** The primary key of each kind of table, which is the order of `ReadModelStore.scan`. */
const orderOf = (table: Table): ReadonlyArray<string> => {
  const [commit, prepare, effective] = fromColumns(table)
  if (table.kind === 'log') return [effective, commit, prepare, 'ordinal']
  return table.kind === 'history' ? ['row_key', commit, prepare] : ['row_key']
}

const placeOf = ({ kind }: Table, { key, from, ordinal }: RowVersion): ReadonlyArray<SqlValue> => {
  const position = [from.position.commit.toString(), from.position.prepare.toString()]
  if (kind === 'log') return [toTimestamp(from.effectiveAt), ...position, ordinal]
  return kind === 'history' ? [key, ...position] : [key]
}

/** A page of every row of one version of a projection. */
export const scanStatement = (
  names: TableNames,
  table: Table,
  version: number,
  after: RowVersion | undefined,
  limit: number
): Statement => {
  const order = orderOf(table)
  const place = after === undefined ? [] : placeOf(table, after)
  const bound = place.map((_, index) => `$${index + 2}`)
  const behind = place.length === 0 ? '' : `WHERE (${order.join(', ')}) > (${bound.join(', ')})`
  return {
    text: `SELECT * FROM ${names.rows(table, version)} ${behind} ORDER BY ${order.join(', ')} LIMIT $1`,
    values: [limit, ...place]
  }
}
