import type { Position } from '@accountable/domain/kernel'
import type { Row, StampProperty } from './table.js'

/** What a row's property can be compared with. Text is compared by code point, which is the "C" collation of UTF-8. */
export type Comparable = string | number | boolean | null | Position

export type SelectionProperty<R extends Row> = (keyof R & string) | StampProperty

/** A condition on one property. All conditions of a selection must hold. */
export type Condition<R extends Row = Row> = { readonly property: SelectionProperty<R> } & (
  | { readonly is: Comparable }
  | { readonly isOneOf: ReadonlyArray<Comparable> }
  /** `text` from the beginning, or anywhere. Nothing in it is a wildcard. */
  | { readonly startsWith: string }
  | { readonly contains: string }
  /** Inclusive. */
  | { readonly from: Comparable }
  /** Exclusive. */
  | { readonly before: Comparable }
)

/** The moment that an answer is true of: on one of the two clocks (milliseconds since 1970, inclusive), or at a position. */
export type AsOf = { readonly effectiveAt: number } | { readonly recordedAt: number } | { readonly position: Position }

export interface Order<R extends Row = Row> {
  readonly property: SelectionProperty<R>
  readonly descending?: boolean
}

/** The part of one table that a query wants. */
export interface Selection<R extends Row = Row> {
  readonly where: ReadonlyArray<Condition<R>>
  /** Must be unique together, else a page may lose rows; properties in it are never null. */
  readonly order: ReadonlyArray<Order<R>>
  /** The values of `order` in the last row seen: the answer begins behind it. */
  readonly after?: ReadonlyArray<Comparable>
  readonly limit: number
  /** Of a table with history: the versions that held then. Of a log: the rows up to then. Otherwise not allowed. */
  readonly asOf?: AsOf
  /** Of a table with history: every version instead of the last one of each key. */
  readonly versions?: 'all'
}
