import { type Position, position } from '@accountable/domain/kernel'
import type { Column, Row, Stamp, Table } from '@accountable/projections'
import type { SqlRow } from './sql.js'

/** PostgreSQL reads years 1 to 9999 in this form; what lies beyond is shown as the nearest moment that it can keep. */
const earliest = Date.parse('0001-01-01T00:00:00.000Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

export const withinRange = (milliseconds: number): number => Math.min(Math.max(milliseconds, earliest), latest)

export const toTimestamp = (milliseconds: number): string => new Date(withinRange(milliseconds)).toISOString()

export const fromTimestamp = (value: unknown): number => (value instanceof Date ? value.getTime() : Number(value))

export const isPersonal = ({ columns }: Table): boolean => columns.some(({ personal }) => personal)

const decodeValue = ({ type }: Column, value: unknown): unknown => {
  if (value === null || value === undefined) return null
  if (type === 'timestamp') return fromTimestamp(value)
  if (type === 'integer') return Number(value)
  return type === 'revision' ? BigInt(value as string | number | bigint).toString() : value
}

/** A row from its columns, by their names. */
export const decodeColumns = (table: Table, found: SqlRow, erasedValue: unknown): Row => {
  const erased = (found['erased'] ?? []) as ReadonlyArray<string>
  return Object.fromEntries(
    table.columns.map((column) => [
      column.property,
      column.personal && erased.includes(column.name) ? erasedValue : decodeValue(column, found[column.name])
    ])
  )
}

export const positionOf = (commit: unknown, prepare: unknown): Position =>
  position(BigInt(commit as string | number | bigint), BigInt(prepare as string | number | bigint))

export type StampColumns = readonly [commit: string, prepare: string, effective: string, recorded: string]

export const decodeStamp = (found: SqlRow, [commit, prepare, effective, recorded]: StampColumns): Stamp => ({
  position: positionOf(found[commit], found[prepare]),
  effectiveAt: fromTimestamp(found[effective]),
  recordedAt: fromTimestamp(found[recorded])
})
