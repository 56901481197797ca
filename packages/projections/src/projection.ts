import type { EventTimes, RecordedEvent } from '@accountable/domain/kernel'
import type { Row, RowOf, Table, TableKind } from './table.js'

/**
 * What `keysOf` and `evolve` may answer for an event that does not concern the projection: one object for the millions of them,
 * which the engine knows and need not look into.
 */
export const nothing = Object.freeze({})

/** What the engine asks of any decoded event: that it says when it was issued. */
export type AnyRecordedEvent = RecordedEvent<unknown, { readonly issuedAt: string | null }>

/** An event as a fold sees it: decoded, and placed on both clocks of its stream. */
export type TimedEvent<Recorded extends AnyRecordedEvent> = Recorded & EventTimes

type Tables = Readonly<Record<string, Table>>
type Keyed<T extends Tables> = { [Name in keyof T]: T[Name] extends Table<Row, 'log'> ? never : Name }[keyof T]

/** The keys of the rows that an event may read or write, by table. */
export type Keys<T extends Tables> = { readonly [Name in Keyed<T>]?: ReadonlyArray<string> }

/** The rows as they are before an event. Only keys that `keysOf` named can be read; another one throws. */
export type Rows<T extends Tables> = {
  readonly [Name in Keyed<T>]: { readonly get: (key: string) => RowOf<T[Name]> | undefined }
}

type WritesOf<R extends Row, Kind extends TableKind> = Kind extends 'log'
  ? ReadonlyArray<R>
  : ReadonlyArray<readonly [key: string, row: R]>

/** What an event changes: rows by key, and rows added to logs. A row that stays as it is should not be written. */
export type Writes<T extends Tables> = {
  readonly [Name in keyof T]?: WritesOf<RowOf<T[Name]>, T[Name]['kind']>
}

/** How many rows events leave in some of a projection's tables, once they are handled: what `reconcile` expects to find there. */
export interface Recount<Recorded extends AnyRecordedEvent> {
  /** Logs, and tables with history, of which versions are counted; by their names in `tables`. */
  readonly tables: ReadonlyArray<string>
  /** In all of them together. */
  rowsOf(event: Recorded): number
}

/**
 * A read model as a pure fold. The same events give the same rows whatever the pages, the crashes and the restarts: nothing
 * here may look at a clock, at a row whose key it did not name, or at how far the fold has come.
 */
export interface Projection<Recorded extends AnyRecordedEvent, T extends Tables = Tables> {
  readonly name: string
  /** A changed fold or table gets the next number; the engine then asks for a rebuild. */
  readonly version: number
  /** Projections of one group share feed, transaction and checkpoint. */
  readonly group: string
  /**
   * True where every row that an event reads or writes is of that event's customer alone. Such a projection can be run in
   * partitions, since two customers' events then never meet; one that counts or lists customers together cannot.
   */
  readonly perCustomer?: boolean
  readonly tables: T
  /** What `reconcile` may count in the rows; only the events' own count is checked if not given. */
  readonly recount?: ReadonlyArray<Recount<Recorded>>
  /** Of the event alone, and total for every event that can be decoded: an event that does not concern the projection has none. */
  keysOf(event: Recorded): Keys<T>
  evolve(rows: Rows<T>, event: TimedEvent<Recorded>): Writes<T>
}
