import { comparePositions, type Position, type StoredEvent } from '@accountable/domain/kernel'
import type { EventFeed, FeedHead, FeedPage, FeedUnavailable } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { Observable } from 'rxjs'
import type { CallFailure } from './call-failure.js'
import type { EventStoreDBCalls, LogRecord, ReadAllRequest } from './calls.js'
import { follow } from './follow.js'
import { withRetry } from './with-retry.js'

const feedUnavailable = (failure: CallFailure): FeedUnavailable => ({
  type: 'FeedUnavailable',
  message: failure.type === 'StreamDeleted' ? failure.type : failure.message
})

/** UNKNOWN and INVALID_ARGUMENT: what a server answers to a position that is no record's. */
const noPosition = new Set([2, 3])

const isAt = (record: LogRecord | undefined, position: Position): boolean =>
  record !== undefined && comparePositions(record.position, position) === 0

function* eventsOf(records: ReadonlyArray<LogRecord>): Generator<StoredEvent> {
  for (const { event } of records) if (event !== undefined) yield event
}

const pageOf = (records: ReadonlyArray<LogRecord>): FeedPage => ({
  events: { [Symbol.iterator]: () => eventsOf(records) },
  readUpTo: records.at(-1)?.position
})

/** The EventFeed port over the calls to a server, for streams of these prefixes. */
export const eventFeedOver = (
  calls: EventStoreDBCalls,
  prefixes: ReadonlyArray<string>,
  { patience, idleCheck }: { readonly patience: number; readonly idleCheck: number }
): EventFeed => {
  const read = (request: ReadAllRequest) => withRetry(patience, calls.readAll(request))

  // Filtered here and not by the server: that would not say how far it has looked (design §5, readUpTo).
  const readAll = (after: Position | undefined, limit: number): TE.TaskEither<FeedUnavailable, FeedPage> =>
    pipe(
      read(after === undefined ? { from: 'start', limit, prefixes } : { from: after, limit: limit + 1, prefixes }),
      TE.bimap(feedUnavailable, (records) =>
        pageOf(after !== undefined && isAt(records[0], after) ? records.slice(1) : records.slice(0, limit))
      )
    )

  const head = pipe(
    read({ from: 'end', limit: 1 }),
    TE.bimap(
      feedUnavailable,
      ([last]): FeedHead | undefined => last?.event && { position: last.position, created: last.event.created }
    )
  )

  const readAt: EventFeed['readAt'] = (position) => async () => {
    const page = await read({ from: position, limit: 1 })()
    if (E.isRight(page)) return E.right(isAt(page.right[0], position) ? page.right[0]?.event : undefined)
    const { left } = page
    if (left.type !== 'Lasting' || left.code === undefined || !noPosition.has(left.code))
      return E.left(feedUnavailable(left))
    // Only a server that answers otherwise says by this that nothing is there.
    return pipe(
      await head(),
      E.map(() => undefined)
    )
  }

  return {
    readAll,
    readAt,
    head: () => head,
    appended$: (after) =>
      new Observable((subscriber) => follow({ calls, prefixes, idleCheck, after, hint: () => subscriber.next() }))
  }
}
