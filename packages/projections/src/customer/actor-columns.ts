import type { AttemptMetadata } from '@accountable/domain/kernel'
import * as t from 'io-ts'
import { PersonalText } from '../column.js'

const textOrNull = t.union([t.string, t.null])
const personalOrNull = t.union([PersonalText, t.null])

/** Who and why, as every log shows it. */
export const actorColumns = {
  commandId: t.string,
  correlationId: t.string,
  causationId: t.string,
  actorKind: textOrNull,
  actorId: textOrNull,
  userPrincipalName: personalOrNull,
  actorTenantId: textOrNull,
  actorRoles: t.array(t.string),
  reasonCode: textOrNull,
  reasonText: personalOrNull,
  ticket: textOrNull,
  source: textOrNull,
  traceparent: textOrNull,
  policyVersion: t.string
}

export const actorComments = {
  commandId: 'The command, unique for the customer.',
  correlationId: 'The business operation that the command belongs to.',
  causationId: 'What caused it.',
  actorKind: 'user, application or system.',
  actorId: 'The actor, opaque.',
  userPrincipalName: 'The actor’s user principal name; null where there is none, erased where that is said.',
  actorTenantId: 'The actor’s tenant.',
  actorRoles: 'The roles that the actor had at that moment.',
  reasonCode: 'Why, as a code of the command’s own list.',
  reasonText: 'Why, in words.',
  ticket: 'A reference into the caller’s own system.',
  source: 'Where the command came from.',
  traceparent: 'W3C trace context of the request.',
  policyVersion: 'The version of the role matrix that decided.'
}

type ActorColumns = { readonly [Column in keyof typeof actorColumns]: t.TypeOf<(typeof actorColumns)[Column]> }

/** Who and why of one record. */
export const actorOf = ({ actor, reason, ...metadata }: AttemptMetadata): ActorColumns => ({
  commandId: metadata.commandId,
  correlationId: metadata.correlationId,
  causationId: metadata.causationId,
  actorKind: actor?.kind ?? null,
  actorId: actor?.id ?? null,
  userPrincipalName: actor?.userPrincipalName ?? null,
  actorTenantId: actor?.tenantId ?? null,
  actorRoles: [...(actor?.roles ?? [])],
  reasonCode: reason?.code ?? null,
  reasonText: reason?.text ?? null,
  ticket: reason?.ticket ?? null,
  source: metadata.source,
  traceparent: metadata.traceparent,
  policyVersion: metadata.policyVersion
})
