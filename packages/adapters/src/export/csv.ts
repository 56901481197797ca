import { isErased } from '@accountable/domain/kernel'
import type { Row } from '@accountable/projections'
import { erasedColumn, erasedNames } from './erased-columns.js'
import type { ExportColumn, ExportModel } from './export-model.js'
import { jsonValue } from './json-value.js'
import type { RowEncoder } from './row-encoder.js'

/** What spreadsheets take for the beginning of a formula, their full-width forms included, behind any number of our own marks. */
const formulaStart = /^'*[=+\-@\t\r\n＝＋－＠]/u

/** A number, or a phone number with its separators: nothing that a formula could be made of. */
const plainNumber = /^[+-]?[\d ().-]+$/

/**
 * Text that a spreadsheet will not run: what could be a formula begins with an apostrophe. Reversible: take one apostrophe
 * off whatever begins with apostrophes and a formula's first character. Phone numbers and etags stay as they are.
 */
const withoutFormula = (text: string): string =>
  formulaStart.test(text) && !plainNumber.test(text) ? `'${text}` : text

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Null is an empty cell, an empty text is `""`. */
const cell = (column: ExportColumn, value: unknown): string => {
  if (value === null || value === undefined || isErased(value)) return ''
  if (column.type === 'json') return quoted(withoutFormula(JSON.stringify(value)))
  const text = String(jsonValue(column, value))
  if (column.type !== 'text') return text
  return text === '' ? '""' : quoted(withoutFormula(text))
}

const line = (cells: ReadonlyArray<string>): string => `${cells.join(',')}\r\n`

/** RFC 4180 in UTF-8 with a byte order mark, so that spreadsheets read names of any script. */
export const createCsvEncoder = <R extends Row>(model: ExportModel<R>): RowEncoder<R> => {
  const { columns } = model
  const erased = erasedNames(model)
  const header = columns.map(({ title, name }) => quoted(withoutFormula(title ?? name)))
  const cells = (row: R): ReadonlyArray<string> => {
    const values = columns.map((column) => cell(column, row[column.property]))
    if (erased !== undefined) values.push(erased(row).join(' '))
    return values
  }
  return {
    begin: () => Buffer.from(`\uFEFF${line(erased === undefined ? header : [...header, erasedColumn])}`),
    add: (rows) => Buffer.from(rows.map((row) => line(cells(row))).join('')),
    end: () => new Uint8Array()
  }
}
