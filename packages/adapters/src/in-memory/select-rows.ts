import { comparePositions, type Position } from '@accountable/domain/kernel'
import {
  type AsOf,
  type Comparable,
  type Condition,
  compareText,
  notLater,
  type RowVersion,
  type Selection
} from '@accountable/projections'
import { allVersions, currentRows, logRows, type StoredRows } from './stored-rows.js'

const isPosition = (value: unknown): value is Position =>
  typeof value === 'object' && value !== null && 'commit' in value && 'prepare' in value

const compare = (a: unknown, b: unknown): number => {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (isPosition(a) && isPosition(b)) return comparePositions(a, b)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  return Number.NaN
}

const propertyOf = ({ key, row, from, ordinal }: RowVersion, property: string): unknown => {
  if (property === 'rowKey') return key
  if (property === 'position') return from.position
  if (property === 'effectiveAt') return from.effectiveAt
  if (property === 'recordedAt') return from.recordedAt
  return property === 'ordinal' ? ordinal : row[property]
}

const equal = (a: unknown, b: Comparable): boolean => (b === null ? a === null : a === b || compare(a, b) === 0)

const holds = (version: RowVersion, condition: Condition): boolean => {
  const value = propertyOf(version, condition.property)
  if ('is' in condition) return equal(value, condition.is)
  if ('isOneOf' in condition) return condition.isOneOf.some((one) => equal(value, one))
  if ('startsWith' in condition) return typeof value === 'string' && value.startsWith(condition.startsWith)
  if ('contains' in condition) return typeof value === 'string' && value.includes(condition.contains)
  return 'from' in condition ? compare(value, condition.from) >= 0 : compare(value, condition.before) < 0
}

function* heldAt(versions: Iterable<RowVersion>, asOf: AsOf): Iterable<RowVersion> {
  for (const version of versions)
    if (notLater(version.from, asOf) && (version.to === undefined || !notLater(version.to, asOf))) yield version
}

/** @throws RangeError for a moment of a table that keeps no history. */
const candidates = (rows: StoredRows, { asOf, versions }: Selection): Iterable<RowVersion> => {
  if (asOf !== undefined && rows.table.kind === 'current')
    throw new RangeError(`table ${rows.table.name} keeps no history`)
  if (rows.table.kind === 'log') return asOf === undefined ? logRows(rows) : heldAt(logRows(rows), asOf)
  if (versions === 'all') return allVersions(rows)
  return asOf === undefined ? currentRows(rows) : heldAt(allVersions(rows), asOf)
}

/** What a selection asks for, by looking at every row. */
export const selectRows = (rows: StoredRows, selection: Selection): ReadonlyArray<RowVersion> => {
  const { where, order, after, limit } = selection
  const inOrder = (left: (property: string, index: number) => unknown, right: RowVersion): number => {
    for (const [index, { property, descending }] of order.entries()) {
      const difference = compare(left(property, index), propertyOf(right, property))
      if (difference !== 0) return descending === true ? -difference : difference
    }
    return 0
  }
  const found: RowVersion[] = []
  for (const version of candidates(rows, selection)) {
    if (!where.every((condition) => holds(version, condition))) continue
    if (after !== undefined && inOrder((_, index) => after[index], version) >= 0) continue
    found.push(version)
  }
  found.sort((a, b) => inOrder((property) => propertyOf(a, property), b))
  return found.slice(0, limit)
}

const inScanOrder =
  (kind: StoredRows['table']['kind']) =>
  (a: RowVersion, b: RowVersion): number =>
    (kind === 'log' ? a.from.effectiveAt - b.from.effectiveAt : compareText(a.key, b.key)) ||
    comparePositions(a.from.position, b.from.position) ||
    a.ordinal - b.ordinal

/** Every row behind one that was seen, in the order of `ReadModelStore.scan`. */
export const scanRows = (rows: StoredRows, after: RowVersion | undefined, limit: number): ReadonlyArray<RowVersion> => {
  const { kind } = rows.table
  const order = inScanOrder(kind)
  const stored = kind === 'log' ? logRows(rows) : kind === 'history' ? allVersions(rows) : currentRows(rows)
  const all = [...stored]
  const behind = after === undefined ? all : all.filter((one) => order(one, after) > 0)
  return behind.toSorted(order).slice(0, limit)
}
