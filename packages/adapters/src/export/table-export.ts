import { formatPosition } from '@accountable/domain/kernel'
import type { ReadModelStore, Row, RowVersion, Table } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { exportColumn } from './column.js'
import type { ExportModel, RowPages } from './export-model.js'
import { type RowSelection, versionsIn } from './select-versions.js'

/** A read model that can be exported: its columns, the projections that it is made of, and its rows in the order of the log. */
export interface ReadModelExport {
  readonly model: ExportModel
  readonly projections: ReadonlyArray<string>
  readonly pagesOf: (store: ReadModelStore, selection: RowSelection) => RowPages
}

const sourceColumns = [
  exportColumn('position', 'text', 'Position of the event that made the row, commit:prepare.'),
  exportColumn('effectiveAt', 'timestamp', 'When that event took effect.'),
  exportColumn('recordedAt', 'timestamp', 'When the event log knew of it.')
]

/** A table as it is, and beside each row the event that it comes from. Again and again, it exports the rows that changed. */
export const tableExport = <R extends Row>(projection: string, version: number, table: Table<R>): ReadModelExport => ({
  model: {
    name: projection,
    version,
    columns: [...table.columns, ...sourceColumns],
    cloudEvent: (row) => ({
      id: `${projection}/${String(row['position'])}`,
      type: `accountable.${projection}.v${version}`,
      subject: `customer/${String(row[table.customer])}`,
      time: new Date(Number(row['effectiveAt'])).toISOString(),
      extensions: { recordedtime: new Date(Number(row['recordedAt'])).toISOString() }
    })
  },
  projections: [projection],
  pagesOf: async function* (store, selection) {
    for await (const page of versionsIn(store, table, selection)) {
      yield E.map((versions: ReadonlyArray<RowVersion<R>>) =>
        versions.map(({ row, from: { position, effectiveAt, recordedAt } }) => ({
          ...row,
          position: formatPosition(position),
          effectiveAt,
          recordedAt
        }))
      )(page)
    }
  }
})
