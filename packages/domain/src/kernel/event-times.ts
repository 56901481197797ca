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
  event: { readonly issuedAt: string | null; readonly created: number }
): EventTimes => {
  const issuedAt = event.issuedAt === null ? Number.NaN : Date.parse(event.issuedAt)
  const effectiveAt = Number.isNaN(issuedAt) ? event.created : issuedAt
  return {
    effectiveAt: Math.max(effectiveAt, previous?.effectiveAt ?? effectiveAt),
    recordedAt: Math.max(event.created, previous?.recordedAt ?? event.created)
  }
}

const tolerance = 5 * 60_000

/** An attempt entry stands alone: effective at its issuedAt if that is at most five minutes after `created`, else at `created`. */
export const attemptTimes = (event: { readonly issuedAt: string | null; readonly created: number }): EventTimes => {
  const issuedAt = event.issuedAt === null ? Number.NaN : Date.parse(event.issuedAt)
  return {
    effectiveAt: issuedAt <= event.created + tolerance ? issuedAt : event.created,
    recordedAt: event.created
  }
}
