import { formatPosition, type Position } from '@accountable/domain/kernel'
import type { ReadModelStore, ReadModelsUnavailable, Row, RowVersion, Table } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { exportColumn } from './column.js'
import type { ExportModel, RowPages } from './export-model.js'
import type { PositionRange } from './export-parts.js'

/** A read model that can be exported: its columns, the projections that it is made of, and its rows in the order of the log. */
export interface ReadModelExport {
  readonly model: ExportModel
  readonly projections: ReadonlyArray<string>
  readonly pagesOf: (store: ReadModelStore, range: PositionRange) => RowPages
}

const pageSize = 1_000
const lastOrdinal = 2_147_483_647

/** The rows of a table that a range of the log made, in its order. Of a table with history: those that hold at its end. */
export async function* versionsIn<R extends Row>(
  store: ReadModelStore,
  table: Table<R>,
  { after, upTo }: PositionRange
): AsyncGenerator<E.Either<ReadModelsUnavailable, ReadonlyArray<RowVersion<R>>>> {
  const isLog = table.kind === 'log'
  let behind: readonly [Position, number] | undefined = after === undefined ? undefined : [after, lastOrdinal]
  for (;;) {
    const page = await store.select(table, {
      where: [],
      order: isLog ? [{ property: 'position' }, { property: 'ordinal' }] : [{ property: 'position' }],
      ...(behind === undefined ? {} : { after: isLog ? behind : behind.slice(0, 1) }),
      limit: pageSize,
      asOf: { position: upTo }
    })()
    if (E.isLeft(page)) return yield page
    if (page.right.length > 0) yield page
    const last = page.right.at(-1)
    if (last === undefined || page.right.length < pageSize) return
    behind = [last.from.position, last.ordinal]
  }
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
  pagesOf: async function* (store, range) {
    for await (const page of versionsIn(store, table, range)) {
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
