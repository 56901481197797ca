import * as E from 'fp-ts/lib/Either.js'
import type { AttemptMetadata } from '../kernel/event.js'
import type { RecordedEvent } from '../kernel/recorded-event.js'
import type { ExpectedRevision } from '../kernel/revision.js'
import { uuidV5 } from '../kernel/uuid.js'
import { type AttemptEvent, attemptStream, decodeAttemptEvent, encodeAttemptEvent } from './attempt-events.js'
import type { Environment } from './environment.js'
import type { AppendError, Appended, ReadError } from './event-store.js'

/** How far back a customer's attempts are remembered; part of promise 3. */
export const attemptWindow = 100

type RecordedAttempt = RecordedEvent<AttemptEvent, AttemptMetadata>

/** The newest entries of a customer's attempt stream, newest first, and what the next append expects. */
export interface RecentAttempts {
  readonly entries: ReadonlyArray<RecordedAttempt>
  readonly expected: ExpectedRevision
}

/** An entry before it is stored. */
export interface NewAttempt {
  readonly event: AttemptEvent
  readonly metadata: Omit<AttemptMetadata, 'schemaVersion'>
}

/** The last entries of a customer's attempt stream: what was answered without leaving an event behind. */
export interface AttemptMemory {
  readonly recall: (customerId: string) => Promise<E.Either<ReadError, RecentAttempts>>
  /** Appends at the revision that was recalled; a RevisionMismatch means that somebody else did first. */
  readonly remember: (attempt: NewAttempt, expected: ExpectedRevision) => Promise<E.Either<AppendError, Appended>>
}

/** The memory over the event store. An entry that a later version wrote is passed over: it is no reason to refuse anything. */
export const createAttemptMemory = ({
  eventStore,
  newId,
  sha1
}: Pick<Environment, 'eventStore' | 'newId' | 'sha1'>): AttemptMemory => ({
  recall: async (customerId) => {
    const page = await eventStore.readStreamBackwards(attemptStream(customerId), attemptWindow)()
    if (E.isLeft(page)) return page
    return E.right({
      entries: page.right.flatMap((stored) => {
        const decoded = decodeAttemptEvent(stored)
        return E.isRight(decoded) ? [decoded.right] : []
      }),
      expected: page.right[0]?.revision ?? 'noStream'
    })
  },
  remember: ({ event, metadata }, expected) => {
    const stream = attemptStream(event.data.customerId)
    const eventId = uuidV5(sha1)(newId(), `${stream}/${metadata.commandId}/0`)
    return eventStore.appendToStream(stream, expected, [{ eventId, ...encodeAttemptEvent(event, metadata) }])()
  }
})
