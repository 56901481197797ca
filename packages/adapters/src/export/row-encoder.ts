import type { Row } from '@accountable/projections'
import { createCloudEventsEncoder } from './cloud-events.js'
import { createCsvEncoder } from './csv.js'
import type { ExportModel } from './export-model.js'
import { createNdjsonEncoder } from './ndjson.js'

/** Rows to bytes, in the order begin, add, add …, end. Holds no more than it must. */
export interface RowEncoder<R extends Row = Row> {
  readonly begin: () => Uint8Array
  readonly add: (rows: ReadonlyArray<R>) => Uint8Array
  readonly end: () => Uint8Array
}

/** The formats of exports, and the endings of their files' names. */
export const exportFormats = {
  csv: 'csv',
  ndjson: 'ndjson',
  cloudevents: 'cloudevents.ndjson',
  parquet: 'parquet'
} as const
export type ExportFormat = keyof typeof exportFormats

/** The encoder of a format; Parquet needs the optional peer `hyparquet-writer`, and nothing else loads it. */
export const createRowEncoder = async <R extends Row>(
  format: ExportFormat,
  model: ExportModel<R>,
  source: string
): Promise<RowEncoder<R>> => {
  switch (format) {
    case 'csv':
      return createCsvEncoder(model)
    case 'ndjson':
      return createNdjsonEncoder(model)
    case 'cloudevents':
      return createCloudEventsEncoder(model, source)
    case 'parquet':
      return (await import('./parquet.js')).createParquetEncoder(model)
  }
}
