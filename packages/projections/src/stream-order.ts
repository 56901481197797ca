import { attemptTimes, type EventTimes, nextEventTimes, type StoredEvent } from '@accountable/domain/kernel'
import type { AnyRecordedEvent } from './projection.js'
import type { StreamKind } from './stream-kind.js'
import type { Parked, ParkingReason, StreamProgress } from './stream-progress.js'

const reason = (code: ParkingReason['code'], message: string): ParkingReason => ({ code, message })

/** Nothing where the event is the next of its stream: one further in a customer's, any later one in an attempt stream. */
export const orderBroken = (
  stored: StoredEvent,
  kind: StreamKind,
  progress: StreamProgress
): ParkingReason | undefined => {
  const next = progress.last === undefined ? 0n : progress.last.revision + 1n
  if (stored.revision === next) return undefined
  if (stored.revision < next) return reason('Repeated', `revision ${stored.revision} came after revision ${next - 1n}`)
  if (kind === 'customer') return reason('Gap', `revision ${next} is missing before revision ${stored.revision}`)
  return undefined
}

/** The times of an event that is the next of its stream. */
export const timesOf = (
  { metadata }: AnyRecordedEvent,
  { created }: StoredEvent,
  kind: StreamKind,
  progress: StreamProgress
): EventTimes =>
  kind === 'customer'
    ? nextEventTimes(progress.last, metadata.issuedAt, created)
    : attemptTimes(metadata.issuedAt, created)

/** The stream waits at this event from now on. */
export const parkAt = (stored: StoredEvent, why: ParkingReason): Parked => ({
  position: stored.position,
  revision: stored.revision,
  eventId: stored.eventId,
  reason: why,
  since: stored.created
})
