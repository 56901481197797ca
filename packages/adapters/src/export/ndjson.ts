import type { Row } from '@accountable/projections'
import type { ExportModel } from './export-model.js'
import { jsonRow } from './json-value.js'
import type { RowEncoder } from './row-encoder.js'

const nothing = new Uint8Array()

/** Lines of JSON, each with its line feed. */
export const jsonLines = <R extends Row>(line: (row: R) => unknown): RowEncoder<R> => ({
  begin: () => nothing,
  add: (rows) => Buffer.from(rows.map((row) => `${JSON.stringify(line(row))}\n`).join('')),
  end: () => nothing
})

/** Newline-delimited JSON: one object a row, by property. */
export const createNdjsonEncoder = <R extends Row>(model: ExportModel<R>): RowEncoder<R> =>
  jsonLines((row) => jsonRow(model, row))
