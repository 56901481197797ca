import type { AttemptMetadata } from '@accountable/domain/kernel'
import * as t from 'io-ts'
import { PersonalText } from '../column.js'

const textOrNull = t.union([t.string, t.null])
const personalOrNull = t.union([PersonalText, t.null])

/** The columns that say who did something, and why. Null where a refused command did not say so. */
export const whoAndWhy = {
  actorKind: textOrNull,
  actorId: textOrNull,
  actorName: personalOrNull,
  actorTenantId: textOrNull,
  actorRoles: t.readonlyArray(t.string),
  reasonCode: textOrNull,
  reasonText: personalOrNull,
  reasonTicket: textOrNull,
  commandId: t.string,
  correlationId: t.string,
  source: textOrNull
}

export const whoAndWhyComments: { readonly [Property in keyof typeof whoAndWhy]: string } = {
  actorKind: 'user, application or system.',
  actorId: 'Id of whoever did it.',
  actorName: 'Name that they sign in with (user principal name).',
  actorTenantId: 'Their tenant.',
  actorRoles: 'The roles that they had at that moment, a JSON list.',
  reasonCode: 'Why, as one of the codes that the command knows.',
  reasonText: 'Why, in their own words.',
  reasonTicket: 'The ticket that they named.',
  commandId: 'The command that it came from.',
  correlationId: 'What that command belonged to.',
  source: 'Where the command came from, such as api or import.'
}

export type WhoAndWhy = { readonly [Property in keyof typeof whoAndWhy]: t.TypeOf<(typeof whoAndWhy)[Property]> }

export const whoAndWhyOf = ({ actor, reason, commandId, correlationId, source }: AttemptMetadata): WhoAndWhy => ({
  actorKind: actor?.kind ?? null,
  actorId: actor?.id ?? null,
  actorName: actor?.userPrincipalName ?? null,
  actorTenantId: actor?.tenantId ?? null,
  actorRoles: actor?.roles ?? [],
  reasonCode: reason?.code ?? null,
  reasonText: reason?.text ?? null,
  reasonTicket: reason?.ticket ?? null,
  commandId,
  correlationId,
  source
})
