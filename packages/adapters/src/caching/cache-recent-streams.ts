import type { EventStore, ReadError } from '@accountable/domain/application'
import { type Revision, revision, type StoredEvent, type StreamName } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { createRecentStreams } from './recent-streams.js'

type Read = E.Either<ReadError, ReadonlyArray<StoredEvent>>

/** How long a stream that was found empty is taken not to be deleted, in milliseconds. */
const emptyFor = 10_000

/**
 * Keeps the events of recently used streams, up to about `maxBytes` of memory, and reads only what came after them.
 *
 * Never stale: every read asks the store for what follows the last known event, beginning with that event itself. Where it is
 * not there, or another one, the stream was truncated, deleted or replaced, and is read anew. A stream that was found empty is
 * read whole each time; only the second question, whether it was deleted instead, is left out for ten seconds. So no entry is ever
 * missed, and the deletion of a stream that was empty shows that much later: it is a finding, no fact that a decision rests on.
 * An append carries the revision of what was read, so even a mistake here could lose a race, never an update. What is kept is
 * frozen, because all readers share it.
 */
export const cacheRecentStreams = (eventStore: EventStore, { maxBytes }: { readonly maxBytes: number }): EventStore => {
  const recent = createRecentStreams(maxBytes)

  /** What is known of a stream, brought up to date, up to so many events more; nothing where that is not to be known. */
  const refresh = async (
    streamName: StreamName,
    known: ReadonlyArray<StoredEvent>,
    more: number
  ): Promise<E.Either<ReadError, ReadonlyArray<StoredEvent> | undefined>> => {
    const last = known.at(-1)
    if (last === undefined) return E.right(undefined)
    const tail = await eventStore.readStream(streamName, last.revision, more + 1)()
    if (E.isLeft(tail) || tail.right[0]?.eventId !== last.eventId || tail.right[0].revision !== last.revision) {
      recent.drop(streamName)
      return E.isLeft(tail) ? tail : E.right(undefined)
    }
    if (tail.right.length === 1) return E.right(known)
    const events = [...known, ...tail.right.slice(1)]
    recent.set(streamName, events)
    return E.right(events)
  }

  const readStream = async (streamName: StreamName, from: Revision, limit: number): Promise<Read> => {
    const known = recent.get(streamName)?.events ?? []
    const first = known[0]?.revision
    const skipped = first === undefined ? -1 : Number(from - first)
    if (skipped >= 0 && skipped <= known.length) {
      const events = await refresh(streamName, known, Math.max(0, skipped + limit - known.length))
      if (E.isLeft(events)) return events
      if (events.right !== undefined) return E.right(events.right.slice(skipped, skipped + limit))
    }
    const page = await eventStore.readStream(streamName, from, limit)()
    if (E.isRight(page) && from === 0n) recent.set(streamName, page.right)
    return page
  }

  const readStreamBackwards = async (streamName: StreamName, limit: number): Promise<Read> => {
    const found = recent.get(streamName)
    const known = found?.events ?? []
    const isEmpty = found !== undefined && known.length === 0
    const reachesBack = known[0]?.revision === revision(0) || known.length >= limit
    if (reachesBack) {
      const events = await refresh(streamName, known, limit)
      if (E.isLeft(events)) return events
      // As many new ones as were asked for: there may be more behind them.
      const isWhole = events.right !== undefined && events.right.length < known.length + limit
      if (isWhole && events.right !== undefined) return E.right(events.right.slice(-limit).toReversed())
    }
    const lastFoundEmpty = isEmpty && performance.now() - found.since < emptyFor
    const page = await eventStore.readStreamBackwards(streamName, limit, { lastFoundEmpty })()
    if (E.isLeft(page)) recent.drop(streamName)
    else if (!lastFoundEmpty || page.right.length > 0) recent.set(streamName, page.right.toReversed())
    return page
  }

  return {
    readStream: (streamName, from, limit) => () => readStream(streamName, from, limit),
    readStreamBackwards: (streamName, limit) => () => readStreamBackwards(streamName, limit),
    appendToStream: eventStore.appendToStream
  }
}
