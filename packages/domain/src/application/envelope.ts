import * as E from 'fp-ts/lib/Either.js'
import type { Type } from 'io-ts'
import { type CustomerCommand, commandTypes, reasonCodes } from '../customer/index.js'
import type { Actor } from '../kernel/actor.js'
import { envelopeFields, type Reason, reasonOf } from '../kernel/command.js'
import type { AttemptMetadata } from '../kernel/event.js'
import { isJsonObject, type JsonObject } from '../kernel/json.js'

/** The versions of the data that a decision rested on. */
export interface DecisionVersions {
  readonly policyVersion: string
  readonly countryRuleVersion: string
}

/** As much of a command's envelope as there is; only the two ids are certain. */
export interface Envelope {
  readonly type: CustomerCommand['type'] | 'unknown'
  readonly customerId: string
  readonly commandId: string
  readonly actor: Actor | null
  readonly reason: Reason | null
  readonly issuedAt: string | null
  readonly correlationId: string | null
  readonly causationId: string | null
  readonly traceparent: string | null
  readonly source: string | null
}

const decoded = <A>(codec: Type<A, unknown>, value: unknown): A | null => {
  const result = codec.decode(value)
  return E.isRight(result) ? result.right : null
}

const reasonIn = (type: Envelope['type'], input: JsonObject): Reason | null =>
  type === 'unknown' ? null : decoded(reasonOf(reasonCodes[type] as ReadonlyArray<string>), input['reason'])

/** The commandId of an input, where it decodes: an answer carries it whatever else is wrong. */
export const decodeCommandId = (input: unknown): string | null =>
  isJsonObject(input) ? decoded(envelopeFields.commandId, input['commandId']) : null

/** What can be read of an envelope whose command cannot be decoded; nothing where either id is missing. */
export const decodeEnvelope = (input: unknown): Envelope | undefined => {
  if (!isJsonObject(input)) return undefined
  const customerId = decoded(envelopeFields.customerId, input['customerId'])
  const commandId = decodeCommandId(input)
  if (customerId === null || commandId === null) return undefined
  const type = commandTypes.find((known) => known === input['type']) ?? 'unknown'
  return {
    type,
    customerId,
    commandId,
    actor: decoded(envelopeFields.actor, input['actor']),
    reason: reasonIn(type, input),
    issuedAt: decoded(envelopeFields.issuedAt, input['issuedAt']),
    correlationId: decoded(envelopeFields.correlationId, input['correlationId']),
    causationId: decoded(envelopeFields.causationId, input['causationId']),
    traceparent: decoded(envelopeFields.traceparent, input['traceparent']),
    source: decoded(envelopeFields.source, input['source'])
  }
}

/** The metadata that a command leaves behind, whatever becomes of it. */
export const metadataOf = <Some extends Envelope, Hash extends string | null>(
  { commandId, actor, reason, issuedAt, correlationId, causationId, traceparent, source }: Some,
  payloadHash: Hash,
  versions: DecisionVersions
): Omit<AttemptMetadata, 'schemaVersion' | 'actor' | 'issuedAt' | 'payloadHash'> & {
  readonly actor: Some['actor']
  readonly issuedAt: Some['issuedAt']
  readonly payloadHash: Hash
} => ({
  commandId,
  payloadHash,
  correlationId: correlationId ?? commandId,
  causationId: causationId ?? commandId,
  traceparent,
  actor,
  reason,
  issuedAt,
  source,
  ...versions
})
