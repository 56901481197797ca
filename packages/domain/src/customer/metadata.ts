import type { AttemptMetadata, EventMetadata, RecordedActor, RecordedReason } from '../kernel/event.js'
import { sharedText } from '../kernel/shared-text.js'
import type { StructuralReader } from '../kernel/structural-reader.js'

/** Actors by their ids: few act often, so that whoever keeps what they did keeps each of them once. */
let actors = new Map<string, RecordedActor>()
const keptActors = 1000

const isSame = (a: RecordedActor, b: RecordedActor): boolean =>
  a.kind === b.kind &&
  a.userPrincipalName === b.userPrincipalName &&
  a.tenantId === b.tenantId &&
  a.roles.length === b.roles.length &&
  a.roles.every((role, index) => role === b.roles[index])

const shared = (actor: RecordedActor): RecordedActor => {
  const known = actors.get(actor.id)
  if (known !== undefined && isSame(known, actor)) return known
  if (actors.size >= keptActors) actors = new Map()
  actors.set(actor.id, actor)
  return actor
}

const readActor = (actor: StructuralReader): RecordedActor =>
  shared({
    kind: actor.text('kind') as RecordedActor['kind'],
    id: actor.text('id'),
    userPrincipalName: actor.personalOrNull('userPrincipalName'),
    tenantId: actor.textOrNull('tenantId'),
    roles: actor.texts('roles')
  })

const readReason = (reason: StructuralReader | null): RecordedReason | null =>
  reason === null
    ? null
    : {
        code: sharedText(reason.text('code')),
        text: reason.personalOrNull('text'),
        ticket: reason.textOrNull('ticket')
      }

/** What is read first: the command, and the metadata that differ in what they may lack. */
interface Varying<Hash, Actor, Issued> {
  readonly commandId: string
  readonly payloadHash: Hash
  readonly actor: Actor
  readonly issuedAt: Issued
}

/** A command that belongs to no other one stands for itself: its id then need not be kept thrice. */
const theSame = (commandId: string, id: string): string => (id === commandId ? commandId : id)

// One literal for both kinds, and no spread: the engine reads the metadata of every event of a log.
const readMetadata = <Hash, Actor, Issued>(
  metadata: StructuralReader,
  { commandId, payloadHash, actor, issuedAt }: Varying<Hash, Actor, Issued>
) => ({
  commandId,
  payloadHash,
  correlationId: theSame(commandId, metadata.text('$correlationId')),
  causationId: theSame(commandId, metadata.text('$causationId')),
  traceparent: metadata.textOrNull('traceparent'),
  actor,
  reason: readReason(metadata.objectOrNull('reason')),
  issuedAt,
  source: metadata.textOrNull('source'),
  policyVersion: metadata.text('policyVersion'),
  countryRuleVersion: metadata.text('countryRuleVersion'),
  schemaVersion: metadata.wholeNumber('schemaVersion')
})

/** Metadata of an attempt entry: what the command did not have, or what could not be decoded, is null. */
export const readAttemptMetadata = (metadata: StructuralReader): AttemptMetadata => {
  const actor = metadata.objectOrNull('actor')
  return readMetadata(metadata, {
    commandId: metadata.text('commandId'),
    payloadHash: metadata.personalOrNull('payloadHash'),
    actor: actor === null ? null : readActor(actor),
    issuedAt: metadata.textOrNull('issuedAt')
  })
}

/** Metadata of an event in a customer's stream: it always has an actor and a time. */
export const readEventMetadata = (metadata: StructuralReader): EventMetadata =>
  readMetadata(metadata, {
    commandId: metadata.text('commandId'),
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
