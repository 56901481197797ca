import { isErased } from '@accountable/domain/kernel'
import type { Row } from '@accountable/projections'
import type { ExportModel } from './export-model.js'

/** Where a format has no way to say *erased*, the cell is empty and the last column names it. */
export const erasedColumn = 'erased'

/** The names of the columns whose value was erased, or undefined for a model that has nothing personal. */
export const erasedNames = <R extends Row>({
  columns
}: ExportModel<R>): ((row: R) => ReadonlyArray<string>) | undefined => {
  const personal = columns.filter((column) => column.personal)
  if (personal.length === 0) return undefined
  return (row) => personal.filter(({ property }) => isErased(row[property])).map(({ name }) => name)
}
