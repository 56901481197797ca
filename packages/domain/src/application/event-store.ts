import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Json } from '../kernel/json.js'
import type { Position } from '../kernel/position.js'
import type { ExpectedRevision, Revision } from '../kernel/revision.js'
import type { StoredEvent } from '../kernel/stored-event.js'
import type { StreamName } from '../kernel/stream-name.js'

/** An event that is about to be stored. Its id is fixed before the first try, so that a resend is recognised. */
export interface NewEvent {
  /** A UUID, never nil. */
  readonly eventId: string
  readonly type: string
  readonly data: Json
  readonly metadata: Json
}

/** Where an append ended: revision and position of its last event. */
export interface Appended {
  readonly revision: Revision
  readonly position: Position
}

/** The stream is not what the append expected. `actual` is its last revision, `noStream` if it has no event. */
export interface RevisionMismatch {
  readonly type: 'RevisionMismatch'
  readonly actual: ExpectedRevision
}

/** Nothing was stored or read; the same call may succeed later. `message` is for a log, without secrets. */
export interface StoreUnavailable {
  readonly type: 'StoreUnavailable'
  readonly message: string
}

/** The append may or may not have been stored, and it could not be found out which. The same call again is safe. */
export interface OutcomeUnknown {
  readonly type: 'OutcomeUnknown'
  readonly message: string
}

/** Somebody deleted the stream, softly or for good. This library never does; it is a finding, not an empty stream. */
export interface StreamDeleted {
  readonly type: 'StreamDeleted'
  readonly streamName: string
}

/**
 * The store will never take this append; retrying is pointless. No event; data of more than 1 MiB in all; an event id that is
 * no UUID or nil; an empty type; a body that is not the `Json` of the stored form (safe integers, no NUL, no lone surrogate).
 */
export interface AppendImpossible {
  readonly type: 'AppendImpossible'
  readonly message: string
}

export type ReadError = StoreUnavailable | StreamDeleted
export type AppendError = RevisionMismatch | StoreUnavailable | OutcomeUnknown | StreamDeleted | AppendImpossible

export interface ReadOptions {
  /**
   * The caller found the stream empty and not deleted a moment ago, so a store that must look twice to tell a stream that never
   * was from a softly deleted one may answer the first look. Events are never missed by it, only a deletion since then.
   */
  readonly lastFoundEmpty?: boolean
}

/**
 * The port to the store of events. Contract suite: `@accountable/domain/testing`, `eventStoreContract`.
 *
 * - A stream that never was reads as empty; a deleted one answers StreamDeleted. A soft deletion is found by reads; appends
 *   carry what was read, so they need not look for it.
 * - `readStream` answers up to `limit` events from `from` on, in order; fewer than `limit` means that the stream ends there.
 * - `readStreamBackwards` answers the last `limit` events, newest first. A `limit` is a whole number of 1 or more.
 * - `appendToStream` is atomic, checks the exact revision, and is idempotent: the same event ids at the same expected
 *   revision answer the first append's revision and position, whatever came after it.
 */
export interface EventStore {
  readonly readStream: (
    streamName: StreamName,
    from: Revision,
    limit: number
  ) => TaskEither<ReadError, ReadonlyArray<StoredEvent>>
  readonly readStreamBackwards: (
    streamName: StreamName,
    limit: number,
    options?: ReadOptions
  ) => TaskEither<ReadError, ReadonlyArray<StoredEvent>>
  readonly appendToStream: (
    streamName: StreamName,
    expected: ExpectedRevision,
    events: ReadonlyArray<NewEvent>
  ) => TaskEither<AppendError, Appended>
}
