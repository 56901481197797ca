import type * as t from 'io-ts'
import { type Column, columnsOf } from './column.js'

/** A row of a read model: properties as its table declares them. */
export type Row = Readonly<Record<string, unknown>>

/** An index for one documented query. `text` matches a beginning; it needs no more than the "C" collation. */
export interface Index<Property extends string = string> {
  /** The row's properties, or what every row carries. */
  readonly on: ReadonlyArray<Property | StampProperty>
  /** Of a table with history: only queries over its versions need it, those over what holds now do not. Elsewhere it says nothing. */
  readonly versions?: 'all'
}

/**
 * What the engine writes beside every row: the event that made it, and its key, by which a store always finds it fast. A log has
 * no `rowKey`, and only a log has an `ordinal`.
 */
export type StampProperty = 'rowKey' | 'position' | 'effectiveAt' | 'recordedAt' | 'ordinal'

/**
 * - `current`: the last version of each key.
 * - `history`: every version of each key, with the interval in which it held; what holds now are those without an end.
 * - `log`: rows that are only ever added, in the order of their events; they have no key and are never read by the fold.
 */
export type TableKind = 'current' | 'history' | 'log'

declare const rowType: unique symbol

/** A table of a projection. Databases call it by `name`, and its versions' tables by `name` and the projection's version. */
export interface Table<R extends Row = Row, Kind extends TableKind = TableKind> {
  readonly name: string
  readonly kind: Kind
  readonly comment: string
  readonly columns: ReadonlyArray<Column>
  readonly indexes: ReadonlyArray<Index>
  /** The property that holds the id of the stream `customer-<id>` that the row tells of: a parked stream's rows say so. */
  readonly customer: string
  readonly [rowType]?: R
}

/** The row type of a table. */
export type RowOf<T extends Table> = T extends Table<infer R> ? R : never

const identifier = /^[a-z][a-z0-9_]{0,40}$/

/**
 * Declares a table by the codec of its rows; every column carries a comment, which a database keeps.
 * @throws RangeError for a name that is not lower-case snake_case of at most 41 characters.
 */
export const table = <Props extends t.Props, Kind extends TableKind>(declared: {
  readonly name: string
  readonly kind: Kind
  readonly comment: string
  readonly row: t.ExactC<t.TypeC<Props>>
  readonly comments: { readonly [Property in keyof Props]: string }
  readonly customer: keyof Props & string
  readonly indexes?: ReadonlyArray<Index<keyof Props & string>>
}): Table<{ readonly [Property in keyof Props]: t.TypeOf<Props[Property]> }, Kind> => {
  if (!identifier.test(declared.name)) throw new RangeError(`not a table name: ${declared.name}`)
  return {
    name: declared.name,
    kind: declared.kind,
    comment: declared.comment,
    columns: columnsOf(declared.row.type.props, declared.comments),
    indexes: declared.indexes ?? [],
    customer: declared.customer
  }
}
