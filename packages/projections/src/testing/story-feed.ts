import { comparePositions, type Position, position, type StoredEvent } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { NEVER } from 'rxjs'
import type { EventFeed, FeedHead } from '../event-feed.js'

/** A feed over these events, in the order of the log; `end` is its last record, of whatever stream. */
const feedOver = (
  events: ReadonlyArray<StoredEvent>,
  end: FeedHead | undefined,
  pageAt: (start: number, limit: number) => ReadonlyArray<StoredEvent>
): EventFeed => {
  const startAfter = (after: Position | undefined): number => {
    const next = events.findIndex((stored) => after === undefined || comparePositions(stored.position, after) > 0)
    return next < 0 ? events.length : next
  }
  return {
    readAll: (after, limit) => async () => {
      if (end === undefined || (after !== undefined && comparePositions(after, end.position) >= 0))
        return E.right({ events: [], readUpTo: undefined })
      const start = startAfter(after)
      const last = events.slice(start, start + limit).at(-1)
      return E.right({ events: pageAt(start, limit), readUpTo: last?.position ?? end.position })
    },
    readAt: (at) => async () => E.right(events.find((stored) => comparePositions(stored.position, at) === 0)),
    head: () => async () => E.right(end),
    appended$: () => NEVER
  }
}

/** A feed over these events, each of them once. */
export const storyFeed = (events: ReadonlyArray<StoredEvent>): EventFeed =>
  feedOver(events, events.at(-1), (start, limit) => events.slice(start, start + limit))

/**
 * A feed that repeats itself: each page begins with the events of the one before it. So that the last page comes again too, a
 * record that concerns nobody is behind it.
 */
export const repeatingFeed = (events: ReadonlyArray<StoredEvent>): EventFeed => {
  const last = events.at(-1)
  const end = last && {
    position: position(last.position.commit + 1n, last.position.prepare + 1n),
    created: last.created
  }
  return feedOver(events, end, (start, limit) => events.slice(Math.max(0, start - limit), start + limit))
}
