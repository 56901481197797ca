import { formatPosition, formatRevision, type RecordedActor, type RecordedReason } from '@accountable/domain/kernel'
import type { TimedCustomerEvent } from './steps.js'

/** The event behind an answer: which, when, who, why. Plain JSON. */
export interface Provenance {
  /** Decimal. */
  readonly revision: string
  /** `commit:prepare`. */
  readonly position: string
  readonly eventId: string
  readonly eventType: string
  /** ISO 8601, UTC: when it took effect, and when the store knew of it (design §3, Times). */
  readonly effectiveAt: string
  readonly recordedAt: string
  readonly actor: RecordedActor
  readonly reason: RecordedReason | null
  readonly commandId: string
  readonly correlationId: string
  readonly causationId: string
  readonly traceparent: string | null
  readonly source: string | null
  readonly policyVersion: string
  readonly countryRuleVersion: string
}

/** Milliseconds since 1970 as ISO 8601, UTC. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString()

export const provenanceOf = ({ event, metadata, stored, effectiveAt, recordedAt }: TimedCustomerEvent): Provenance => ({
  revision: formatRevision(stored.revision),
  position: formatPosition(stored.position),
  eventId: stored.eventId,
  eventType: event.type,
  effectiveAt: isoTime(effectiveAt),
  recordedAt: isoTime(recordedAt),
  actor: metadata.actor,
  reason: metadata.reason,
  commandId: metadata.commandId,
  correlationId: metadata.correlationId,
  causationId: metadata.causationId,
  traceparent: metadata.traceparent,
  source: metadata.source,
  policyVersion: metadata.policyVersion,
  countryRuleVersion: metadata.countryRuleVersion
})
