import type { AttemptMetadata, EventMetadata, RecordedActor, RecordedReason } from '../kernel/event.js'
import type { StructuralReader } from '../kernel/structural-reader.js'

const readActor = (actor: StructuralReader): RecordedActor => ({
  kind: actor.text('kind') as RecordedActor['kind'],
  id: actor.text('id'),
  userPrincipalName: actor.personalOrNull('userPrincipalName'),
  tenantId: actor.textOrNull('tenantId'),
  roles: actor.texts('roles')
})

const readReason = (reason: StructuralReader | null): RecordedReason | null =>
  reason === null
    ? null
    : { code: reason.text('code'), text: reason.personalOrNull('text'), ticket: reason.textOrNull('ticket') }

/** Metadata of an attempt entry: what the command did not have, or what could not be decoded, is null. */
export const readAttemptMetadata = (metadata: StructuralReader): AttemptMetadata => {
  const actor = metadata.objectOrNull('actor')
  return {
    commandId: metadata.text('commandId'),
    payloadHash: metadata.personalOrNull('payloadHash'),
    correlationId: metadata.text('$correlationId'),
    causationId: metadata.text('$causationId'),
    traceparent: metadata.textOrNull('traceparent'),
    actor: actor === null ? null : readActor(actor),
    reason: readReason(metadata.objectOrNull('reason')),
    issuedAt: metadata.textOrNull('issuedAt'),
    source: metadata.textOrNull('source'),
    policyVersion: metadata.text('policyVersion'),
    countryRuleVersion: metadata.text('countryRuleVersion'),
    schemaVersion: metadata.wholeNumber('schemaVersion')
  }
}

/** Metadata of an event in a customer's stream: it always has an actor and a time. */
export const readEventMetadata = (metadata: StructuralReader): EventMetadata => ({
  ...readAttemptMetadata(metadata),
  payloadHash: metadata.personal('payloadHash'),
  actor: readActor(metadata.object('actor')),
  issuedAt: metadata.text('issuedAt')
})

/** As stored: EventStoreDB's own names for correlation and causation. */
export const writeMetadata = ({ correlationId, causationId, ...metadata }: AttemptMetadata): object => ({
  ...metadata,
  $correlationId: correlationId,
  $causationId: causationId
})
