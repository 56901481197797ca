import type { Position, StoredEvent } from '@accountable/domain/kernel'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Observable } from 'rxjs'

/** Nothing was read; the same call may succeed later. `message` is for a log, without secrets. */
export interface FeedUnavailable {
  readonly type: 'FeedUnavailable'
  readonly message: string
}

/** One pull of the whole log. */
export interface FeedPage {
  /**
   * Events of the feed's prefixes, in the order of the log: a list, or what makes each of them when it is its turn, so that a page
   * that waits is no more than its bytes. It can be gone through again, never throws, and answers equal events each time.
   */
  readonly events: Iterable<StoredEvent>
  /** The last record looked at, wanted or not: where the next pull starts. Nothing when there was no record after `after`. */
  readonly readUpTo: Position | undefined
}

/** The log's last record, of whatever stream. */
export interface FeedHead {
  readonly position: Position
  /** The store's clock, milliseconds since 1970. */
  readonly created: number
}

/** The streams that projections are made of, and the metadata of customers' streams, where tampering would show (design §4). */
export const feedPrefixes: ReadonlyArray<string> = ['customer-', 'customerAttempt-', '$$customer-']

/**
 * The port to the whole log, filtered to streams whose name begins with one of the feed's prefixes, `feedPrefixes`. Contract suite: `@accountable/projections/testing`, `eventFeedContract`.
 *
 * - `readAll` pulls: it looks at up to `limit` records after `after` (from the beginning without it). It reads from `after` on
 *   and drops the first record only if its position equals `after`. A page with fewer events than `limit`, or none, says
 *   nothing about the end; `readUpTo: undefined` does.
 * - `readAt` answers the event at exactly that position, of whatever stream, or nothing: also for a position that is no record's.
 * - `appended$` is a hint, not a source: it emits soon after somebody listens if there are records after `after`, and whenever an
 *   event of the prefixes may have been added since. It never completes or errs while somebody listens; connections are its own
 *   affair. Listen once and stay: each listener may cost a subscription. What it misses, a poll finds.
 */
export interface EventFeed {
  readonly readAll: (after: Position | undefined, limit: number) => TaskEither<FeedUnavailable, FeedPage>
  readonly readAt: (position: Position) => TaskEither<FeedUnavailable, StoredEvent | undefined>
  readonly head: () => TaskEither<FeedUnavailable, FeedHead | undefined>
  readonly appended$: (after: Position | undefined) => Observable<void>
}
