import {
  comparePositions,
  formatPosition,
  Instant,
  type Position,
  type Problem,
  parsePosition
} from '@accountable/domain/kernel'
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

/** An argument that nothing could be asked with: `path` is its name, dotted where it has parts. */
export interface InvalidQuery extends Problem {
  readonly type: 'InvalidQuery'
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

const invalid = (path: string, code: string, expected: string): InvalidQuery => ({
  type: 'InvalidQuery',
  path,
  code,
  message: `expected ${expected}`
})

/** Rows that one page can have at most. */
const mostRows = 1000

const isPageSize = (limit: unknown): boolean =>
  Number.isInteger(limit) && Number(limit) >= 1 && Number(limit) <= mostRows

/** No name and no id has U+0000, and no database takes it. */
const isText = (value: unknown): boolean => typeof value !== 'string' || !value.includes('\0')

/** What is wrong with the arguments of a query, beside times and cursors, which are read where they are used. */
export const invalidArgument = (query: QueryOptions & { readonly limit?: number }): InvalidQuery | undefined => {
  if (query.limit !== undefined && !isPageSize(query.limit))
    return invalid('limit', 'OutOfRange', `a whole number from 1 to ${mostRows}`)
  const unreadable = Object.entries(query).find(([, value]) => !isText(value))
  return unreadable && invalid(unreadable[0], 'Format', 'text without control characters')
}

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
  if (E.isLeft(time))
    throw new Failed(
      invalid(argument, 'Format', 'a date, or a date-time with its offset, such as 2026-01-05T09:12:44Z')
    )
  return Date.parse(time.right)
}

const asOfMoment = (asOf: AsOf): AsOf => {
  if ('position' in asOf) return asOf
  const [clock, moment] = 'effectiveAt' in asOf ? ['effectiveAt', asOf.effectiveAt] : ['recordedAt', asOf.recordedAt]
  if (!Number.isFinite(moment)) throw new Failed(invalid(`asOf.${clock}`, 'WrongType', 'milliseconds since 1970'))
  return asOf
}

export const asOfOf = (asOf: QueryOptions['asOf']): AsOf | undefined => {
  if (typeof asOf === 'string') return { effectiveAt: momentOf(asOf, 'asOf', true) }
  return asOf && asOfMoment(asOf)
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

const isPosition = (value: Comparable): value is Position => typeof value === 'object' && value !== null

/** Where a page ended, as text that a URL can carry: the values that it was ordered by. */
export const cursorOf = (values: ReadonlyArray<Comparable>): string =>
  encodeURIComponent(JSON.stringify(values.map((value) => (isPosition(value) ? [formatPosition(value)] : value))))

/** Of both halves of a position: what fits the columns that it is compared with. */
const largest = 2n ** 63n - 1n

const positionOf = (text: unknown): Position | undefined => {
  const found = typeof text === 'string' ? parsePosition(text) : undefined
  return found && found.commit <= largest && found.prepare <= largest ? found : undefined
}

const partOf = (part: unknown): Comparable | undefined => {
  if (Array.isArray(part)) return positionOf(part[0])
  return (typeof part === 'string' && isText(part)) || Number.isSafeInteger(part) ? (part as Comparable) : undefined
}

/** The inverse of `cursorOf`: values of these kinds, in this order. */
export const valuesOf = (
  cursor: string,
  kinds: ReadonlyArray<'text' | 'number' | 'position'>
): ReadonlyArray<Comparable> => {
  const foreign = new Failed(invalid('after', 'Format', 'the `next` of a page before'))
  let parts: unknown
  try {
    parts = JSON.parse(decodeURIComponent(cursor))
  } catch {
    throw foreign
  }
  const values = Array.isArray(parts) ? parts.map(partOf) : []
  const fits = kinds.every((kind, index) => {
    const value = values[index]
    return kind === 'position' ? isPosition(value ?? null) : typeof value === (kind === 'text' ? 'string' : 'number')
  })
  if (!fits || values.length !== kinds.length) throw foreign
  return values as ReadonlyArray<Comparable>
}

/** The newest of two places in a log first, as lists are ordered. */
export const newestFirst = (a: RowVersion, b: RowVersion): number =>
  b.from.effectiveAt - a.from.effectiveAt || comparePositions(b.from.position, a.from.position) || b.ordinal - a.ordinal
