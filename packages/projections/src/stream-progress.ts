import type { EventTimes, Position, Revision } from '@accountable/domain/kernel'
import type { Tampering } from './tampering.js'

/**
 * Why a stream was parked. `code` is for programs; `message` never quotes a value of the event. `RowsRefused`: the store cannot
 * keep what the event was made into.
 */
export interface ParkingReason {
  readonly code: 'Unreadable' | 'FoldFailed' | 'Gap' | 'Repeated' | 'RowsRefused'
  readonly message: string
}

/** A stream that waits for a fix: where it stopped, and why. Its later events wait with it, since their order must hold. */
export interface Parked {
  /** The first event that was not handled: a pointer, not a copy, so that a replay uses the code of its own day. */
  readonly position: Position
  readonly revision: Revision
  readonly eventId: string
  readonly reason: ParkingReason
  /** The store's clock when that event was written, milliseconds since 1970. */
  readonly since: number
}

/** How far a group has come in one stream. */
export interface StreamProgress {
  /** The last event handled, with its times; nothing before the first one. */
  readonly last: (EventTimes & { readonly revision: Revision }) | undefined
  readonly parked: Parked | undefined
  /** The first thing that somebody did to it that this library never does. */
  readonly tampered: Tampering | undefined
}

export const untouched: StreamProgress = { last: undefined, parked: undefined, tampered: undefined }
