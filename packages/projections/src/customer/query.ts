import { comparePositions } from '@accountable/domain/kernel'
import { type AtLeast, defaultTimeout, reach } from '../reach.js'
import type { ReadModelStore } from '../read-model-store.js'
import type { FoundRow, RowVersion } from '../row-version.js'
import type { AsOf, Selection } from '../selection.js'
import type { Row, Table } from '../table.js'
import { asOfOf } from './query-arguments.js'
import { orFail } from './query-failure.js'

/** What every query takes. */
export interface QueryOptions {
  /** Answer only when everything up to this position is in the rows: what `execute` answered as `position`. */
  readonly atLeast?: AtLeast
  /**
   * The moment that the answer is true of: an ISO 8601 time, or a date, which means the end of that day, UTC (both effective
   * time); or a moment of either clock, or a position.
   */
  readonly asOf?: AsOf | string
}

/** What every answer about a customer carries. */
export interface MayBeParked {
  /**
   * While the customer's events wait for somebody: the time of the first one that waits, milliseconds since 1970. That event and
   * later ones are not in the answer. Null otherwise.
   */
  readonly parkedSince: number | null
}

/** One page of a list. `next` is the `after` of the page behind it; a page without it is the last. */
export interface Listed<A> {
  readonly rows: ReadonlyArray<A>
  readonly next?: string
}

/** A selection with the moment of the query, if any. */
export const at = <R extends Row>(selection: Selection<R>, { asOf }: QueryOptions): Selection<R> => {
  const moment = asOfOf(asOf)
  return moment === undefined ? selection : { ...selection, asOf: moment }
}

export const select = async <R extends Row>(
  store: ReadModelStore,
  table: Table<R>,
  selection: Selection<NoInfer<R>>
): Promise<ReadonlyArray<FoundRow<R>>> => orFail(await store.select(table, selection)())

/**
 * Waits for the query's token, if it has one, in each of these projections: for these streams, or without any for all. The timeout
 * is for all of them together.
 */
export const awaitToken = async (
  store: ReadModelStore,
  projections: ReadonlyArray<string>,
  { atLeast }: QueryOptions,
  streams: ReadonlyArray<string> = []
): Promise<void> => {
  if (atLeast === undefined) return
  const { position, timeout = defaultTimeout } = atLeast
  const end = performance.now() + timeout
  const wait = async (projection: string, streamName?: string): Promise<void> => {
    const left = Math.max(0, end - performance.now())
    orFail(await reach(store, projection, { position, timeout: left }, streamName)())
  }
  for (const projection of projections) {
    if (streams.length === 0) await wait(projection)
    for (const streamName of streams) await wait(projection, streamName)
  }
}

/** Those of these projections that the store has: what a query only adds to its answer is not waited for where nobody keeps it. */
export const kept = async (
  store: ReadModelStore,
  projections: ReadonlyArray<string>
): Promise<ReadonlyArray<string>> => {
  const members = orFail(await store.members()())
  return projections.filter((name) => members.some((member) => member.name === name))
}

/** The newest of two places in a log first, as lists are ordered. */
export const newestFirst = (a: RowVersion, b: RowVersion): number =>
  b.from.effectiveAt - a.from.effectiveAt || comparePositions(b.from.position, a.from.position) || b.ordinal - a.ordinal
