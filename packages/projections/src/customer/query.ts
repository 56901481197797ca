import { comparePositions, formatPosition, Instant, type Position, parsePosition } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { type AtLeast, defaultTimeout, type ReachFailure, reach } from '../reach.js'
import type { ReadModelStore, ReadModelsUnavailable } from '../read-model-store.js'
import type { FoundRow, RowVersion } from '../row-version.js'
import type { AsOf, Comparable, Selection } from '../selection.js'
import type { Row, Table } from '../table.js'

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

/** A time, a date or a cursor that none of ours is. */
export interface InvalidQuery {
  readonly type: 'InvalidQuery'
  /** The argument's name. */
  readonly argument: string
}

export type QueryFailure = ReachFailure | InvalidQuery

/** What a query answers. It rejects for programmers' errors only. */
export type Answer<A> =
  | { readonly outcome: 'answered'; readonly value: A }
  | { readonly outcome: 'failed'; readonly failure: QueryFailure }

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

/** A failure on its way out of a query. */
class Failed extends Error {
  readonly failure: QueryFailure
  constructor(failure: QueryFailure) {
    super(failure.type)
    this.failure = failure
  }
}

const invalid = (argument: string): Failed => new Failed({ type: 'InvalidQuery', argument })

/** Runs a query's body; what it throws as `Failed` becomes the answer. */
export const answer = async <A>(body: () => Promise<A>): Promise<Answer<A>> => {
  try {
    return { outcome: 'answered', value: await body() }
  } catch (thrown) {
    if (thrown instanceof Failed) return { outcome: 'failed', failure: thrown.failure }
    throw thrown
  }
}

const orFail = <A>(either: E.Either<ReachFailure | ReadModelsUnavailable, A>): A => {
  if (E.isLeft(either)) throw new Failed(either.left)
  return either.right
}

const dateSyntax = /^\d{4}-\d\d-\d\d$/

/** Milliseconds of an ISO 8601 time with its offset; of a bare date, the day's last millisecond where `endOfDay`, else its first. */
export const momentOf = (text: string, argument: string, endOfDay: boolean): number => {
  const time = Instant.decode(dateSyntax.test(text) ? `${text}T${endOfDay ? '23:59:59.999' : '00:00:00'}Z` : text)
  if (E.isLeft(time)) throw invalid(argument)
  return Date.parse(time.right)
}

export const asOfOf = (asOf: QueryOptions['asOf']): AsOf | undefined =>
  typeof asOf === 'string' ? { effectiveAt: momentOf(asOf, 'asOf', true) } : asOf

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

const isPosition = (value: Comparable): value is Position => typeof value === 'object' && value !== null

/** Where a page ended, as text that a URL can carry: the values that it was ordered by. */
export const cursorOf = (values: ReadonlyArray<Comparable>): string =>
  encodeURIComponent(JSON.stringify(values.map((value) => (isPosition(value) ? [formatPosition(value)] : value))))

const partOf = (part: unknown): Comparable | undefined => {
  if (Array.isArray(part)) return typeof part[0] === 'string' ? parsePosition(part[0]) : undefined
  return typeof part === 'string' || typeof part === 'number' ? part : undefined
}

/** The inverse of `cursorOf`: values of these kinds, in this order. */
export const valuesOf = (
  cursor: string,
  kinds: ReadonlyArray<'text' | 'number' | 'position'>
): ReadonlyArray<Comparable> => {
  let parts: unknown
  try {
    parts = JSON.parse(decodeURIComponent(cursor))
  } catch {
    throw invalid('after')
  }
  const values = Array.isArray(parts) ? parts.map(partOf) : []
  const fits = kinds.every((kind, index) => {
    const value = values[index]
    return kind === 'position' ? isPosition(value ?? null) : typeof value === (kind === 'text' ? 'string' : 'number')
  })
  if (!fits || values.length !== kinds.length) throw invalid('after')
  return values as ReadonlyArray<Comparable>
}

/** The newest of two places in a log first, as lists are ordered. */
export const newestFirst = (a: RowVersion, b: RowVersion): number =>
  b.from.effectiveAt - a.from.effectiveAt || comparePositions(b.from.position, a.from.position) || b.ordinal - a.ordinal
