import type { Row } from '@accountable/projections'
import type { ExportColumn, ExportModel } from './export-model.js'

/** A column's value in JSON: times as ISO 8601 in UTC, revisions as decimal strings, what was erased as `{ "erased": true }`. */
export const jsonValue = ({ type }: ExportColumn, value: unknown): unknown => {
  if (value === undefined || value === null) return null
  return type === 'timestamp' ? new Date(value as number).toISOString() : value
}

/** A row as a JSON object of the model's columns, by property. */
export const jsonRow = <R extends Row>({ columns }: ExportModel<R>, row: R): Record<string, unknown> => {
  const object: Record<string, unknown> = {}
  for (const column of columns) object[column.property] = jsonValue(column, row[column.property])
  return object
}
