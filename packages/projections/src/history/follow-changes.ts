import * as E from 'fp-ts/lib/Either.js'
import {
  concatMap,
  defer,
  EMPTY,
  expand,
  filter,
  finalize,
  from,
  ignoreElements,
  map,
  type Observable,
  type ObservableInput,
  of,
  concat as sequence,
  throwError,
  timer
} from 'rxjs'
import type { ReadModelsUnavailable } from '../read-model-store.js'
import type { RowVersion } from '../row-version.js'
import type { Row } from '../table.js'
import { wakeUp } from '../wake-up.js'
import { type ChangesCursor, formatCursor, parseCursor } from './changes-cursor.js'
import { type ChangesSource, type Pulled, pullChanges } from './pull-changes.js'

/** Some changes of a table, in the order of their events. */
export interface Changes<R extends Row> {
  /** Of a log its new rows; of a table with history the versions that began, `to` as it was when they were read. */
  readonly rows: ReadonlyArray<RowVersion<R>>
  /** Keep it with what you made of the rows: `after` of the run that goes on behind them. */
  readonly cursor: string
}

export interface FollowedChanges<R extends Row> extends ChangesSource<R> {
  /** The cursor of the last changes that were handled; from the beginning without it. */
  readonly after?: string
  /** What to do with changes. The next ones are read when it is done; its failure is the Observable's. */
  readonly handle?: (changes: Changes<R>) => ObservableInput<unknown>
  /** Rows at once, 500 if not given; an event that changes more comes as a whole. */
  readonly limit?: number
  /** Completes at the end of what is there instead of waiting for more. */
  readonly once?: boolean
  /** Milliseconds between two looks where nobody in this process saves rows, and after a failure. 1,000 if not given. */
  readonly pollEvery?: number
  /** Hears of read models that did not answer; they are asked again. */
  readonly onFailure?: (failure: ReadModelsUnavailable) => void
}

/**
 * A read model's changes, each once and in order, as the projections save them, whichever process runs them: the rows of a log
 * table, the versions of a table with history. It pulls: nothing is read ahead of `handle`, so that memory holds one page
 * however slow that is. Emits changes when they have been handled. Whoever keeps `cursor` in the transaction in which the rows
 * are used misses nothing and doubles nothing, across crashes, replays of parked streams and rebuilds of the read model.
 *
 * Errs with a RangeError for an `after` that is no cursor of this table, and with what `handle` errs with; it does not err where
 * the read models are away. Needs an index on `position` to be quick in a large table; this library's logs have one.
 */
export const followChanges = <R extends Row>(followed: FollowedChanges<R>): Observable<Changes<R>> => {
  const { store, table, after, handle = () => EMPTY, limit = 500, once = false, pollEvery = 1_000 } = followed
  const beginning: ChangesCursor = { table: table.name, at: undefined, held: new Map() }
  const start = after === undefined ? beginning : parseCursor(after, table.name)
  if (start === undefined) return throwError(() => new RangeError(`after: expected a cursor of ${table.name}`))

  return defer(() => {
    const hints = wakeUp(store.saved$)

    const pull = (cursor: ChangesCursor): Observable<Step<R>> =>
      defer(async (): Promise<Step<R>> => {
        const moment = hints.now()
        const pulled = await pullChanges(followed, cursor, limit)
        if (E.isRight(pulled)) return { ...pulled.right, moment, failed: false }
        followed.onFailure?.(pulled.left)
        return { rows: [], cursor, isEnd: true, moment, failed: true }
      }).pipe(
        concatMap((step) => {
          const handled$ = step.rows.length === 0 ? EMPTY : from(handle(changesOf(step))).pipe(ignoreElements())
          return sequence(handled$, of(step))
        })
      )
    const whenThereMayBeMore = ({ moment, failed }: Step<R>): Observable<unknown> =>
      failed ? timer(pollEvery) : hints.since(moment, pollEvery)
    return pull(start).pipe(
      expand((step) => {
        if (!step.isEnd) return pull(step.cursor)
        if (once && !step.failed) return EMPTY
        return whenThereMayBeMore(step).pipe(concatMap(() => pull(step.cursor)))
      }, 1),
      filter(({ rows }) => rows.length > 0),
      map(changesOf),
      finalize(hints.close)
    )
  })
}

interface Step<R extends Row> extends Pulled<R> {
  /** Before it was read: saves since then may have brought more. */
  readonly moment: number
  readonly failed: boolean
}

const changesOf = <R extends Row>({ rows, cursor }: Pulled<R>): Changes<R> => ({ rows, cursor: formatCursor(cursor) })
