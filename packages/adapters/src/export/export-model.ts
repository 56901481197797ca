import type { Column, ReadModelsUnavailable, Row } from '@accountable/projections'
import type { Either } from 'fp-ts/lib/Either.js'

/** One column of an export. CSV shows the title, everything else the column's name or the row's property. */
export interface ExportColumn extends Column {
  readonly title?: string
}

/** What a row is as a CloudEvents 1.0 event. Extensions have names of lower-case letters and digits. */
export interface CloudEventContext {
  /** Unique for the source: a consumer that sees it twice has seen one row twice. */
  readonly id: string
  /** Reverse-DNS, with the column set's version. */
  readonly type: string
  readonly subject: string
  /** ISO 8601, UTC. */
  readonly time: string
  readonly extensions: Readonly<Record<string, string>>
}

/** Rows that can be exported, and their columns. A changed column is a new version: consumers pin it. */
export interface ExportModel<R extends Row = Row> {
  readonly name: string
  readonly version: number
  readonly columns: ReadonlyArray<ExportColumn>
  readonly cloudEvent: (row: R) => CloudEventContext
}

/** Rows as they come, page by page, so that memory holds one of them. */
export type RowPages<R extends Row = Row> = AsyncIterable<Either<ReadModelsUnavailable, ReadonlyArray<R>>>
