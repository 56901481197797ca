import type { AttemptMetadata, EventMetadata, RecordedActor, RecordedReason } from '../kernel/event.js'
import { sharedText } from '../kernel/shared-text.js'
import type { StructuralReader } from '../kernel/structural-reader.js'

/** Actors by their ids: few act often, so that whoever keeps what they did keeps each of them once. */
let actors = new Map<string, RecordedActor>()
const keptActors = 1000

const isSame = (a: RecordedActor, b: RecordedActor): boolean =>
  a.id === b.id &&
  a.kind === b.kind &&
  a.userPrincipalName === b.userPrincipalName &&
  a.tenantId === b.tenantId &&
  a.roles.length === b.roles.length &&
  a.roles.every((role, index) => role === b.roles[index])

/** The one that was read last: somebody at work does many things in a row. */
let last: RecordedActor | undefined

const shared = (actor: RecordedActor): RecordedActor => {
  if (last !== undefined && isSame(last, actor)) return last
  const known = actors.get(actor.id)
  if (known !== undefined && isSame(known, actor)) {
    last = known
    return known
  }
  if (actors.size >= keptActors) actors = new Map()
  actors.set(actor.id, actor)
  last = actor
  return actor
}

const readActor = (actor: StructuralReader): RecordedActor =>
  shared({
    kind: actor.text('kind', actor.node['kind']) as RecordedActor['kind'],
    id: actor.text('id', actor.node['id']),
    userPrincipalName: actor.personalOrNull('userPrincipalName', actor.node['userPrincipalName']),
    tenantId: actor.textOrNull('tenantId', actor.node['tenantId']),
    roles: actor.texts('roles', actor.node['roles'])
  })

const readReason = (reason: StructuralReader | null): RecordedReason | null =>
  reason === null
    ? null
    : {
        code: sharedText(reason.text('code', reason.node['code'])),
        text: reason.personalOrNull('text', reason.node['text']),
        ticket: reason.textOrNull('ticket', reason.node['ticket'])
      }

/** A command that belongs to no other one stands for itself: its id then need not be kept thrice. */
const theSame = (commandId: string, id: string): string => (id === commandId ? commandId : id)

// One literal for both kinds, and no spread: the engine reads the metadata of every event of a log. What differs between the
// kinds in what it may lack was read before.
const readMetadata = <Hash, Actor, Issued>(
  metadata: StructuralReader,
  commandId: string,
  payloadHash: Hash,
  actor: Actor,
  issuedAt: Issued
) => ({
  commandId,
  payloadHash,
  correlationId: theSame(commandId, metadata.text('$correlationId', metadata.node['$correlationId'])),
  causationId: theSame(commandId, metadata.text('$causationId', metadata.node['$causationId'])),
  traceparent: metadata.textOrNull('traceparent', metadata.node['traceparent']),
  actor,
  reason: readReason(metadata.objectOrNull('reason', metadata.node['reason'])),
  issuedAt,
  source: metadata.textOrNull('source', metadata.node['source']),
  policyVersion: metadata.text('policyVersion', metadata.node['policyVersion']),
  countryRuleVersion: metadata.text('countryRuleVersion', metadata.node['countryRuleVersion']),
  schemaVersion: metadata.wholeNumber('schemaVersion', metadata.node['schemaVersion'])
})

/** Metadata of an attempt entry: what the command did not have, or what could not be decoded, is null. */
export const readAttemptMetadata = (metadata: StructuralReader): AttemptMetadata => {
  const actor = metadata.objectOrNull('actor', metadata.node['actor'])
  return readMetadata(
    metadata,
    metadata.text('commandId', metadata.node['commandId']),
    metadata.personalOrNull('payloadHash', metadata.node['payloadHash']),
    actor === null ? null : readActor(actor),
    metadata.textOrNull('issuedAt', metadata.node['issuedAt'])
  )
}

/** Metadata of an event in a customer's stream: it always has an actor and a time. */
export const readEventMetadata = (metadata: StructuralReader): EventMetadata =>
  readMetadata(
    metadata,
    metadata.text('commandId', metadata.node['commandId']),
    metadata.personal('payloadHash', metadata.node['payloadHash']),
    readActor(metadata.object('actor', metadata.node['actor'])),
    metadata.text('issuedAt', metadata.node['issuedAt'])
  )

/** As stored: EventStoreDB's own names for correlation and causation. */
export const writeMetadata = ({ correlationId, causationId, ...metadata }: AttemptMetadata): object => ({
  ...metadata,
  $correlationId: correlationId,
  $causationId: causationId
})
