import type { Personal } from './personal-data.js'

/** A fact: a name in the past tense and what it says. */
export interface Event<Type extends string, Data> {
  readonly type: Type
  readonly data: Data
}

/** Who did it, as stored. `roles` is what the actor could do at that moment, not what it may do today. */
export interface RecordedActor {
  readonly kind: 'user' | 'application' | 'system'
  readonly id: string
  readonly userPrincipalName: Personal<string> | null
  readonly tenantId: string | null
  readonly roles: ReadonlyArray<string>
}

/** Why it was done. `code` is one of the command's closed union. */
export interface RecordedReason {
  readonly code: string
  readonly text: Personal<string> | null
  readonly ticket: string | null
}

/** What is stored beside every event of a customer's stream. The store adds created, revision and position. */
export interface EventMetadata {
  readonly commandId: string
  /** SHA-256, hex, of the command's payload as RFC 8785 JSON: tells an honest retry from a reused id (design §3). */
  readonly payloadHash: Personal<string>
  readonly correlationId: string
  readonly causationId: string
  /** W3C Trace Context, where the caller sent a valid one. */
  readonly traceparent: string | null
  readonly actor: RecordedActor
  readonly reason: RecordedReason | null
  /** The caller's clock, ISO 8601, UTC. */
  readonly issuedAt: string
  readonly source: string | null
  /** Of the role matrix that allowed the command. */
  readonly policyVersion: string
  /** Of the country rules that it was checked against. */
  readonly countryRuleVersion: string
  readonly schemaVersion: number
}

/** Beside an entry of an attempt stream: the same, as far as the refused command could be decoded. */
export interface AttemptMetadata extends Omit<EventMetadata, 'actor' | 'issuedAt' | 'payloadHash'> {
  readonly payloadHash: Personal<string> | null
  readonly actor: RecordedActor | null
  readonly issuedAt: string | null
}
