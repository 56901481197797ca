import type { EventTimes, Position } from '@accountable/domain/kernel'
import type { Row } from './table.js'

/** The event that a row comes from: its place in the log and its two times. */
export interface Stamp extends EventTimes {
  readonly position: Position
}

/** One version of a row: what it says, and from which event on. */
export interface RowVersion<R extends Row = Row> {
  /** Empty in a log. */
  readonly key: string
  readonly row: R
  readonly from: Stamp
  /** The event that replaced it; nothing while it holds. Intervals include `from` and exclude `to`. */
  readonly to: Stamp | undefined
  /** Counts the rows that one event adds to a log; 0 elsewhere. */
  readonly ordinal: number
}

/** A row as a query finds it. */
export interface FoundRow<R extends Row = Row> extends RowVersion<R> {
  /**
   * There while the row's customer is parked: the store's time of the first event that waits, milliseconds since 1970. That event
   * and later ones are not in the row.
   */
  readonly parkedSince?: number
}

/** What one page does to one table. */
export interface TableWrites {
  /** The last version of each key that changed; of a table with history it stands in `versions` too. Empty for a log. */
  readonly current: ReadonlyArray<RowVersion>
  /** Of a table with history, every version that began in this page; of a log, every row; in the order of the events. */
  readonly versions: ReadonlyArray<RowVersion>
  /** Of a table with history: versions stored by earlier pages that end in this one, by key. */
  readonly closed: ReadonlyArray<{ readonly key: string; readonly from: Position; readonly to: Stamp }>
}
