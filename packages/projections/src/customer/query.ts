import { type Problem, parsePosition } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { type AtLeastError, waitForAtLeast } from '../at-least.js'
import type { ReadModelStore, ReadModelsUnavailable } from '../read-model-store.js'
import type { RowVersion } from '../row-version.js'
import type { AsOf, Comparable, Selection } from '../selection.js'
import type { Row, Table } from '../table.js'
import { readCursor } from './cursor.js'
import { type Moment, parseMoment } from './moment.js'

/** What every query takes beside its own arguments. */
export interface QueryOptions {
  /** Wait until this position, a consistency token of `execute`, is in the rows. `timeout` in milliseconds, 5,000 if not given. */
  readonly atLeast?: { readonly position: string; readonly timeout?: number }
  /** Answer as it was at that moment. */
  readonly asOf?: Moment
}

/** The query itself is wrong: a malformed token, moment, cursor or limit. */
export interface InvalidQuery {
  readonly type: 'InvalidQuery'
  readonly problem: Problem
}

export type QueryError = InvalidQuery | AtLeastError | ReadModelsUnavailable

/** What a query answers. */
export type Answer<A> =
  | { readonly answered: true; readonly value: A }
  | { readonly answered: false; readonly error: QueryError }

/** One page of a list, and where the next one begins; nothing at the end. */
export interface Page<A> {
  readonly items: ReadonlyArray<A>
  readonly next: string | undefined
}

/** Ends a query early; caught by `answer`, seen by nobody else. */
class Unanswered extends Error {
  readonly error: QueryError
  constructor(error: QueryError) {
    super(error.type)
    this.error = error
  }
}

const invalid = (path: string, code: string, message: string): Unanswered =>
  new Unanswered({ type: 'InvalidQuery', problem: { path, code, message } })

/** What a query is written with: each step gives its value or ends the query. */
export interface Steps {
  readonly asOf: AsOf | undefined
  readonly rows: <R extends Row>(
    table: Table<R>,
    selection: Omit<Selection<R>, 'asOf'> & { readonly asOf?: AsOf | undefined }
  ) => Promise<ReadonlyArray<RowVersion<R>>>
}

const defaultTimeout = 5_000
const mostRows = 1_000

/** The size of a page. */
export const pageSize = (limit = 100): number => {
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostRows) return limit
  throw invalid('limit', 'OutOfRange', `expected a whole number from 1 to ${mostRows}`)
}

/** Where a page goes on. */
export const pageStart = (
  cursor: string | undefined,
  kinds: ReadonlyArray<'string' | 'number' | 'object'>
): ReadonlyArray<Comparable> | undefined => {
  if (cursor === undefined) return undefined
  const values = readCursor(cursor, kinds)
  if (values === undefined) throw invalid('cursor', 'Format', 'expected a cursor that this query answered')
  return values
}

/** A moment of one argument. */
export const instantOf = (path: string, text: string, parse: (text: string) => number | undefined): number => {
  const instant = parse(text)
  if (instant === undefined) throw invalid(path, 'Format', 'expected a date, or a date-time with its offset')
  return instant
}

const waited = async (
  store: ReadModelStore,
  projections: ReadonlyArray<string>,
  { position: token, timeout = defaultTimeout }: NonNullable<QueryOptions['atLeast']>,
  customerId: string | undefined
): Promise<void> => {
  const position = parsePosition(token)
  if (position === undefined) throw invalid('atLeast.position', 'Format', 'expected a position: commit:prepare')
  const request = { projections, position, timeout, ...(customerId === undefined ? {} : { customerId }) }
  const error = await waitForAtLeast(store, request)
  if (error !== undefined) throw new Unanswered(error)
}

const momentOf = (moment: Moment | undefined): AsOf | undefined => {
  if (moment === undefined) return undefined
  const asOf = parseMoment(moment)
  if (asOf === undefined) throw invalid('asOf', 'Format', 'expected a date, a date-time with its offset, or a position')
  return asOf
}

/** Runs a query over the projections that it reads: waits if asked to, then reads. */
export const answer = async <A>(
  store: ReadModelStore,
  projections: ReadonlyArray<string>,
  { atLeast, asOf }: QueryOptions,
  customerId: string | undefined,
  run: (steps: Steps) => Promise<A>
): Promise<Answer<A>> => {
  try {
    const moment = momentOf(asOf)
    if (atLeast !== undefined) await waited(store, projections, atLeast, customerId)
    const rows: Steps['rows'] = async (table, { asOf: at, ...selection }) => {
      const selected = await store.select(table, at === undefined ? selection : { ...selection, asOf: at })()
      if (E.isLeft(selected)) throw new Unanswered(selected.left)
      return selected.right
    }
    return { answered: true, value: await run({ asOf: moment, rows }) }
  } catch (error) {
    if (error instanceof Unanswered) return { answered: false, error: error.error }
    throw error
  }
}
