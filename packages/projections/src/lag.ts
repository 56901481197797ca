import { comparePositions, type Position } from '@accountable/domain/kernel'
import type { FeedHead } from './event-feed.js'

/**
 * What begins a stretch of events that is not saved: where it is, and its store's time. An engine has a few at most, in the order of
 * the log: those of the save at hand and of what is read meanwhile. Its lag is the age of the first one; at the end of the log
 * there is none.
 */
export type Mark = FeedHead

/** Where a group is, and where the log ends, as far as both are known. */
export interface Standing {
  readonly position: Position | undefined
  readonly head: Position | undefined
}

export const isBehind = ({ position, head }: Standing): boolean =>
  head !== undefined && (position === undefined || comparePositions(position, head) < 0)

/** The marks with one of what was just read, in the place of those behind it: they come again, or the head was one of them. */
export const marked = (unsaved: ReadonlyArray<Mark>, mark: Mark): ReadonlyArray<Mark> => [
  ...unsaved.filter(({ position }) => comparePositions(position, mark.position) < 0),
  mark
]

/** The marks behind the position. */
export const marksBehind = (unsaved: ReadonlyArray<Mark>, position: Position | undefined): ReadonlyArray<Mark> =>
  position === undefined ? unsaved : unsaved.filter((mark) => comparePositions(mark.position, position) > 0)

/**
 * The marks that are left when everything up to the position is saved. While the engine is behind and has not read on, that is the
 * last one, although it is saved: what is not saved is younger, so the lag is at most that, and does not seem to be over.
 */
export const marksLeft = (unsaved: ReadonlyArray<Mark>, { position, head }: Standing): ReadonlyArray<Mark> => {
  const left = marksBehind(unsaved, position)
  if (left.length > 0) return left // also where the head that is known is an old one
  return head === undefined || isBehind({ position, head }) ? unsaved.slice(-1) : []
}

/** The newest time that the store told, and when it was first heard (monotonic milliseconds): its clock is guessed from there. */
export interface StoreClock {
  readonly told: number
  readonly at: number
}

/** The age of the oldest mark at that moment, in seconds. */
export const lagSeconds = (
  unsaved: ReadonlyArray<Mark>,
  standing: Standing,
  clock: StoreClock | undefined,
  at: number
): number => {
  const [oldest] = unsaved
  if (!isBehind(standing) || oldest === undefined || clock === undefined) return 0
  return Math.max(0, clock.told + (at - clock.at) - oldest.created) / 1000
}
