import type { Row } from '@accountable/projections'
import type { ExportModel } from './export-model.js'
import { jsonRow } from './json-value.js'
import { jsonLines } from './ndjson.js'
import type { RowEncoder } from './row-encoder.js'

/**
 * CloudEvents 1.0 in structured JSON, one event a line. `source` is a URI reference that names the store: with it the ids
 * are unique.
 */
export const createCloudEventsEncoder = <R extends Row>(model: ExportModel<R>, source: string): RowEncoder<R> =>
  jsonLines((row) => {
    const { id, type, subject, time, extensions } = model.cloudEvent(row)
    return {
      specversion: '1.0',
      id,
      source,
      type,
      subject,
      time,
      datacontenttype: 'application/json',
      ...extensions,
      data: jsonRow(model, row)
    }
  })
