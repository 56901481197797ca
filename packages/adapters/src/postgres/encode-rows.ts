import { isErased, type Position, position } from '@accountable/domain/kernel'
import type { Column, Row, RowVersion, Stamp, Table } from '@accountable/projections'
import type { SqlRow } from './sql.js'

/** PostgreSQL reads years 1 to 9999 in this form; what lies beyond is shown as the nearest moment that it can keep. */
const earliest = Date.parse('0001-01-01T00:00:00.000Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

export const toTimestamp = (milliseconds: number): string =>
  new Date(Math.min(Math.max(milliseconds, earliest), latest)).toISOString()

export const fromTimestamp = (value: unknown): number => (value instanceof Date ? value.getTime() : Number(value))

export const isPersonal = ({ columns }: Table): boolean => columns.some(({ personal }) => personal)

/** One value as JSON for `json_to_recordset`. */
const encodeValue = ({ type, personal }: Column, value: unknown): unknown => {
  if (value === null || value === undefined || (personal && isErased(value))) return null
  return type === 'timestamp' ? toTimestamp(value as number) : value
}

/** The names of a row's columns, as short as they go: they are repeated in every row of a bulk statement. */
export const shortName = (index: number): string => `c${index}`

const encodeColumns = (table: Table, row: Row): Record<string, unknown> => {
  const record: Record<string, unknown> = {}
  let erased: string[] | undefined
  for (const [index, column] of table.columns.entries()) {
    const value = row[column.property]
    record[shortName(index)] = encodeValue(column, value)
    if (column.personal && isErased(value)) erased = [...(erased ?? []), column.name]
  }
  if (isPersonal(table)) record['erased'] = erased ?? []
  return record
}

const decodeValue = ({ type }: Column, value: unknown): unknown => {
  if (value === null || value === undefined) return null
  if (type === 'timestamp') return fromTimestamp(value)
  if (type === 'integer') return Number(value)
  return type === 'revision' ? BigInt(value as string | number | bigint).toString() : value
}

/** The inverse of `encodeColumns`, from the columns' own names. */
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

/** A stamp for `json_to_recordset`; nothing is an open end. */
export const encodeStamp = (prefix: string, stamp: Stamp | undefined): Record<string, unknown> =>
  stamp === undefined
    ? {}
    : {
        [`${prefix}c`]: stamp.position.commit.toString(),
        [`${prefix}p`]: stamp.position.prepare.toString(),
        [`${prefix}e`]: toTimestamp(stamp.effectiveAt),
        [`${prefix}r`]: toTimestamp(stamp.recordedAt)
      }

/** A version with its stamps, as one record of a bulk statement. */
export const encodeVersion = (table: Table, { key, row, from, to, ordinal }: RowVersion): Record<string, unknown> => ({
  k: key,
  o: ordinal,
  ...encodeColumns(table, row),
  ...encodeStamp('f', from),
  ...encodeStamp('t', to)
})

/**
 * JSON that PostgreSQL takes: it can keep neither U+0000 nor half a surrogate pair in text, and both become U+FFFD.
 * Otherwise one such character in an old fact would stop every projection for ever.
 */
export const toJson = (value: unknown): string => {
  const text = JSON.stringify(value)
  if (!/\\u0000|\\ud[89a-f]/.test(text)) return text
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\u0000', '\uFFFD') : part
  )
}
