import type { Position } from '@accountable/domain/kernel'
import type { AsOf, Comparable, Condition, Order, Selection, Table } from '@accountable/projections'
import { toTimestamp } from './encode-rows.js'
import type { SqlValue, Statement } from './sql.js'
import { columnsFor, fromColumns, type TableNames, toColumns } from './table-names.js'

type Bind = (value: SqlValue) => string

const isPosition = (value: Comparable): value is Position => typeof value === 'object' && value !== null

const isTimestamp = (table: Table, property: string): boolean =>
  property === 'effectiveAt' ||
  property === 'recordedAt' ||
  table.columns.some((column) => column.property === property && column.type === 'timestamp')

/** A property and a value as two lists of the same length: one part each, or two for a position. */
const valuesFor = (table: Table, property: string, value: Comparable): ReadonlyArray<SqlValue> => {
  if (isPosition(value)) return [value.commit.toString(), value.prepare.toString()]
  return [typeof value === 'number' && isTimestamp(table, property) ? toTimestamp(value) : value]
}

const tuple = (parts: ReadonlyArray<string>): string =>
  parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(', ')})`

/** No character of it is a wildcard. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (one) => `\\${one}`)

const conditionOf = (table: Table, condition: Condition, bind: Bind): string => {
  const { property } = condition
  const column = tuple(columnsFor(table, property))
  const bound = (value: Comparable): string => tuple(valuesFor(table, property, value).map(bind))
  if ('is' in condition) return condition.is === null ? `${column} IS NULL` : `${column} = ${bound(condition.is)}`
  if ('isOneOf' in condition)
    return condition.isOneOf.length === 0 ? 'FALSE' : `${column} IN (${condition.isOneOf.map(bound).join(', ')})`
  if ('startsWith' in condition) return `${column} LIKE ${bind(`${escapeLike(condition.startsWith)}%`)}`
  // Not LIKE, of which the planner believes that hardly a row matches: it would fetch and sort everything, where a page of the
  // newest needs a few rows of an index.
  if ('contains' in condition) return `strpos(${column}, ${bind(condition.contains)}) > 0`
  return 'from' in condition ? `${column} >= ${bound(condition.from)}` : `${column} < ${bound(condition.before)}`
}

/** Rows that come behind the last one seen. One row comparison where all directions agree, which an index can answer. */
const behind = (table: Table, order: ReadonlyArray<Order>, after: ReadonlyArray<Comparable>, bind: Bind): string => {
  const parts = order.map(({ property, descending }, index) => ({
    columns: columnsFor(table, property),
    values: valuesFor(table, property, after[index] ?? null).map(bind),
    sign: descending === true ? '<' : '>'
  }))
  const [first] = parts
  if (first !== undefined && parts.every(({ sign }) => sign === first.sign)) {
    const columns = parts.flatMap((part) => part.columns)
    return `${tuple(columns)} ${first.sign} ${tuple(parts.flatMap(({ values }) => values))}`
  }
  const alternatives = parts.map(({ columns, values, sign }, index) => {
    const equal = parts.slice(0, index).map((part) => `${tuple(part.columns)} = ${tuple(part.values)}`)
    return [...equal, `${tuple(columns)} ${sign} ${tuple(values)}`].join(' AND ')
  })
  return `(${alternatives.map((one) => `(${one})`).join(' OR ')})`
}

/** What had begun then, and had not ended. */
const asOfCondition = (table: Table, asOf: AsOf, bind: Bind): string => {
  const [clock, value]: [(columns: ReadonlyArray<string>) => string, ReadonlyArray<SqlValue>] =
    'position' in asOf
      ? [
          ([commit, prepare]) => tuple([commit ?? '', prepare ?? '']),
          [`${asOf.position.commit}`, `${asOf.position.prepare}`]
        ]
      : 'effectiveAt' in asOf
        ? [(columns) => columns[2] ?? '', [toTimestamp(asOf.effectiveAt)]]
        : [(columns) => columns[3] ?? '', [toTimestamp(asOf.recordedAt)]]
  const moment = tuple(value.map(bind))
  const begun = `${clock(fromColumns(table))} <= ${moment}`
  return table.kind === 'log' ? begun : `${begun} AND (${toColumns[0]} IS NULL OR ${clock(toColumns)} > ${moment})`
}

type TextList = Condition & { readonly isOneOf: ReadonlyArray<string> }

/** A list of values, where an index has each one's rows in the wanted order, which is one of time. */
const mergedBy = ({ where, order: [first] }: Selection, table: Table): TextList | undefined => {
  const isMerged = (one: Condition): one is TextList =>
    'isOneOf' in one &&
    one.isOneOf.length > 1 &&
    one.isOneOf.every((value) => typeof value === 'string') &&
    table.indexes.some(({ on }) => on[0] === one.property && on[1] === first?.property)
  return first !== undefined && isTimestamp(table, first.property) ? where.find(isMerged) : undefined
}

/** A selection as one statement over the views, which show the live version. */
export const selectStatement = (names: TableNames, table: Table, selection: Selection): Statement => {
  const { where, order, after, limit, asOf, versions } = selection
  const values: SqlValue[] = []
  const bind: Bind = (value) => `$${values.push(value)}`
  const fromHistory = table.kind === 'history' && (asOf !== undefined || versions === 'all')
  if (asOf !== undefined && table.kind === 'current')
    throw new RangeError(`table ${table.name} keeps no history: it cannot answer as of a moment`)
  const view = fromHistory ? names.historyView(table) : names.view(table)
  const merged = mergedBy(selection, table)
  const conditions = [
    ...where.filter((condition) => condition !== merged).map((condition) => conditionOf(table, condition, bind)),
    ...(asOf === undefined ? [] : [asOfCondition(table, asOf, bind)]),
    ...(after === undefined ? [] : [behind(table, order, after, bind)])
  ]
  const columns = order.flatMap(({ property, descending }) =>
    columnsFor(table, property).map((column) => (descending === true ? `${column} DESC` : column))
  )
  const ordered = columns.length === 0 ? '' : `ORDER BY ${columns.join(', ')}`
  const found = (what: string, more: ReadonlyArray<string>, page: string): string => {
    const all = [...conditions, ...more]
    return `SELECT ${what} FROM ${view} ${all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`} ${ordered} ${page}`
  }
  const most = bind(limit)
  const page = `LIMIT ${most}`
  if (merged === undefined) return { text: found('*', [], page), values }

  // The first rows of each value, merged, where the server would otherwise fetch and sort everything that they have. The nth
  // parts of a page of n values, taken together, are a page: the page that is wanted reaches no further than they do. So little
  // more than one page is fetched, and not n.
  const list = [...new Set(merged.isOneOf)]
  const each = `FROM unnest(${bind(list)}::text[]) AS one(of_them) CROSS JOIN LATERAL`
  const own = `${tuple(columnsFor(table, merged.property))} = one.of_them`
  const [time] = order.flatMap(({ property }) => columnsFor(table, property))
  const [within, furthest, never] =
    order[0]?.descending === true ? ['>=', 'min', '-infinity'] : ['<=', 'max', 'infinity']
  const part = bind(Math.floor(limit / list.length) + 1)
  const lastOfPart = found(`${time} AS moment`, [own], `LIMIT 1 OFFSET ${part} - 1`)
  const far = `CASE WHEN count(*) * ${part} >= ${most} THEN ${furthest}(r.moment) ELSE '${never}' END`
  const reach = `SELECT ${far} ${each} (${lastOfPart}) r`
  return {
    text: `SELECT r.* ${each} (${found('*', [own, `${time} ${within} (${reach})`], page)}) r ${ordered} ${page}`,
    values
  }
}
