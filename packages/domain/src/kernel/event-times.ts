import { storedMoment } from './stored-moment.js'

/** The two clocks of an event in its stream, milliseconds since 1970 (design §3, Times). Neither is stored: readers compute them. */
export interface EventTimes {
  /** When the change took effect: the later of its issuedAt and the effective time of the event before it. */
  readonly effectiveAt: number
  /** When the store knew of it: the later of `created` and the recorded time of the event before it. */
  readonly recordedAt: number
}

/** The times of the next event of a `customer-` stream. An issuedAt that is no date counts as `created`. */
export const nextEventTimes = (
  previous: EventTimes | undefined,
  issuedAt: string | null,
  created: number
): EventTimes => {
  const issued = issuedAt === null ? Number.NaN : storedMoment(issuedAt)
  const effectiveAt = Number.isNaN(issued) ? created : issued
  return previous === undefined
    ? { effectiveAt, recordedAt: created }
    : { effectiveAt: Math.max(effectiveAt, previous.effectiveAt), recordedAt: Math.max(created, previous.recordedAt) }
}

const tolerance = 5 * 60_000

/** An attempt entry stands alone: effective at its issuedAt if that is at most five minutes after `created`, else at `created`. */
export const attemptTimes = (issuedAt: string | null, created: number): EventTimes => {
  const issued = issuedAt === null ? Number.NaN : storedMoment(issuedAt)
  return { effectiveAt: issued <= created + tolerance ? issued : created, recordedAt: created }
}
