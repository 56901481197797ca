import { comparePositions, type Position } from '@accountable/domain/kernel'
import { compareText } from './compare-text.js'
import type { RowVersion } from './row-version.js'
import type { Table } from './table.js'

const text = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part)) ?? ''

const isSame = (a: unknown, b: unknown): boolean => text(a) === text(b)

/** The properties that both tables declare; what only one of them has cannot differ. */
export const sharedProperties = (a: Table, b: Table): ReadonlyArray<string> =>
  a.columns.map(({ property }) => property).filter((one) => b.columns.some(({ property }) => property === one))

/** Whether rows come before or behind each other in a scan; 0 for two versions of one row. */
export const compareRows = (table: Table, a: RowVersion, b: RowVersion): number => {
  if (table.kind === 'current' || table.kind === 'history') {
    const keys = compareText(a.key, b.key)
    return keys === 0 && table.kind === 'history' ? comparePositions(a.from.position, b.from.position) : keys
  }
  return (
    a.from.effectiveAt - b.from.effectiveAt ||
    comparePositions(a.from.position, b.from.position) ||
    a.ordinal - b.ordinal
  )
}

const later = (a: Position, b: Position): Position => (comparePositions(a, b) > 0 ? a : b)

/** The first event that ended one of them; nothing where both still hold. */
const firstEnd = (a: RowVersion, b: RowVersion): Position | undefined => {
  if (a.to === undefined || b.to === undefined) return (a.to ?? b.to)?.position
  return later(a.to.position, b.to.position) === a.to.position ? b.to.position : a.to.position
}

/** What two versions of one row do not agree on, and the event that made it so; nothing where they agree. */
export const differenceOf = (
  a: RowVersion,
  b: RowVersion,
  properties: ReadonlyArray<string>
): { readonly properties: ReadonlyArray<string>; readonly position: Position } | undefined => {
  const differing = properties.filter((property) => !isSame(a.row[property], b.row[property]))
  const beginAlike = isSame(a.from, b.from)
  const isIntervalOther = !(beginAlike && isSame(a.to, b.to))
  if (differing.length === 0 && !isIntervalOther) return undefined
  // Without history they may begin at two events: only one version wrote at the later one, whatever was there before.
  const beginning = later(a.from.position, b.from.position)
  const position = differing.length === 0 && beginAlike ? (firstEnd(a, b) ?? beginning) : beginning
  return { properties: isIntervalOther ? [...differing, '(interval)'] : differing, position }
}
