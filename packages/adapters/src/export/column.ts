import type { Column } from '@accountable/projections'
import type { ExportColumn } from './export-model.js'

const snakeCase = (property: string): string => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** A column that no table has. */
export const exportColumn = (
  property: string,
  type: Column['type'],
  comment: string,
  more: Partial<Pick<ExportColumn, 'title' | 'nullable' | 'personal'>> = {}
): ExportColumn => ({ property, name: snakeCase(property), type, nullable: false, personal: false, comment, ...more })
