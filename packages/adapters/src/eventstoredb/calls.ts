import type { ExpectedRevision, Position, Revision, StoredEvent } from '@accountable/domain/kernel'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { PreparedEvent } from '../prepare-append.js'
import type { CallFailure } from './call-failure.js'

/** A page of one stream, from a revision on, or from its end backwards. */
export interface ReadStreamRequest {
  readonly streamName: string
  readonly from: Revision | 'end'
  readonly limit: number
}

/** A page of the whole log, from a position on (its record included), or from its end backwards. */
export interface ReadAllRequest {
  readonly from: Position | 'start' | 'end'
  readonly limit: number
  /** Beginnings of stream names; records of other streams come without their event. Every event without it. */
  readonly prefixes?: ReadonlyArray<string>
}

/** A record of the log; without its event where nobody wants its stream. Either may be made each time that it is asked for. */
export interface LogRecord {
  readonly position: Position
  readonly event: StoredEvent | undefined
}

export interface AppendRequest {
  readonly streamName: string
  readonly expected: ExpectedRevision
  readonly events: ReadonlyArray<PreparedEvent>
}

/** How one try of an append ended. */
export type AppendAnswer =
  /** `position` is missing where the same append is known, but hidden: the stream was deleted or truncated. */
  | { readonly type: 'Stored'; readonly revision: Revision; readonly position: Position | undefined }
  | { readonly type: 'RevisionMismatch'; readonly actual: ExpectedRevision }
  | { readonly type: 'StreamDeleted' }
  | { readonly type: 'Impossible'; readonly message: string }
  /** Certainly not stored; another try may succeed if it is transient. */
  | { readonly type: 'NotStored'; readonly message: string; readonly transient: boolean }
  /** Nobody knows. Only reading, or the same append again, can tell. */
  | { readonly type: 'Unknown'; readonly message: string }

export interface SubscriptionListener {
  /** From here on nothing that is appended is missed, as far as the server knows. */
  readonly confirmed: () => void
  readonly event: () => void
  /** Something else came: the connection lives. Checkpoints are no positions (their prepare is 0), so they are not handed on. */
  readonly alive: () => void
  /** Called once, unless it was unsubscribed first. */
  readonly ended: (failure: CallFailure) => void
}

/**
 * What this adapter needs of EventStoreDB, one try each, every failure a value and every call with an end. Two ways lead
 * there: over the client's connection with messages of our own (`createLeanCalls`), or through the client's own methods.
 */
export interface EventStoreDBCalls {
  readonly append: (request: AppendRequest) => Promise<AppendAnswer>
  /** The newest event first when read from the end. `notFound`: never written, or softly deleted. */
  readonly readStream: (request: ReadStreamRequest) => TaskEither<CallFailure, ReadonlyArray<StoredEvent> | 'notFound'>
  readonly readAll: (request: ReadAllRequest) => TaskEither<CallFailure, ReadonlyArray<LogRecord>>
  /** Follows the log from its end, for streams of these prefixes. Answers how to stop. */
  readonly subscribe: (prefixes: ReadonlyArray<string>, listener: SubscriptionListener) => () => void
  /** Ends every call, for good. Appends that are under way become `Unknown`. */
  readonly close: () => void
  readonly isClosed: () => boolean
}
