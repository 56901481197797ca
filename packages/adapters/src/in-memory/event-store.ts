import type { AppendError, Appended, EventStore, NewEvent, ReadError } from '@accountable/domain/application'
import type { ExpectedRevision, StoredEvent } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { prepareAppend } from '../prepare-append.js'
import type { InMemoryLog } from './log.js'

/** The EventStore port over a log in memory: what a real server does, without the server. */
export const createInMemoryEventStore = (log: InMemoryLog): EventStore => {
  const read = (
    streamName: string,
    choose: (stream: ReadonlyArray<StoredEvent>) => ReadonlyArray<StoredEvent>
  ): E.Either<ReadError, ReadonlyArray<StoredEvent>> =>
    log.deletion(streamName) === undefined
      ? E.right(choose(log.stream(streamName)))
      : E.left({ type: 'StreamDeleted', streamName })

  const append = (
    streamName: string,
    expected: ExpectedRevision,
    events: ReadonlyArray<NewEvent>
  ): E.Either<AppendError, Appended> => {
    const prepared = prepareAppend(streamName, expected, events)
    if (E.isLeft(prepared)) return prepared
    if (log.deletion(streamName) !== undefined) return E.left({ type: 'StreamDeleted', streamName })
    const next = expected === 'noStream' ? 0 : Number(expected) + 1
    const stream = log.stream(streamName)
    const resent =
      next < stream.length && prepared.right.every(({ eventId }, index) => stream[next + index]?.eventId === eventId)
    if (next !== stream.length && !resent) {
      return E.left({ type: 'RevisionMismatch', actual: stream.at(-1)?.revision ?? 'noStream' })
    }
    if (!resent) log.store(streamName, prepared.right)
    // The stream has this event: it was stored by this append or by the one before it.
    const last = log.stream(streamName)[next + prepared.right.length - 1] as StoredEvent
    return E.right({ revision: last.revision, position: last.position })
  }

  return {
    readStream: (streamName, from, limit) => async () =>
      read(streamName, (stream) => stream.slice(Number(from), Number(from) + limit)),
    readStreamBackwards: (streamName, limit) => async () =>
      read(streamName, (stream) => stream.slice(Math.max(0, stream.length - limit)).toReversed()),
    appendToStream: (streamName, expected, events) => async () => append(streamName, expected, events)
  }
}
