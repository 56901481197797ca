import type { Position } from '@accountable/domain/kernel'

/** An event that a checkpoint rests on: it proves that the checkpoint belongs to the store that is read. */
export interface Landmark {
  readonly position: Position
  readonly eventId: string
}

/** How far a group has come: everything up to and including `position` is in its rows. */
export interface Checkpoint {
  /** Counts the saves of the group. A save names the one that it follows, so of two engines only one can go on. */
  readonly sequence: number
  readonly position: Position
  /** The last event of a `customer-` stream that was handled; none while nobody's events have come. */
  readonly landmark: Landmark | undefined
}
