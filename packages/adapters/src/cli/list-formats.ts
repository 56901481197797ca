import { Erased, formatPosition, isErased, type Personal } from '@accountable/domain/kernel'
import type {
  ActivityEntry,
  DirectoryEntry,
  ListedPermission,
  PermissionDecision
} from '@accountable/projections/customer'
import * as t from 'io-ts'

// The public formats of the lists, as json-formats.ts says. Times are ISO 8601 in UTC.

const nullable = <A>(codec: t.Type<A, unknown>): t.Type<A | null, unknown> => t.union([codec, t.null])
const textOrNull = nullable(t.string)
const personalOrNull: t.Type<Personal<string> | null, unknown> = t.union([
  t.string,
  t.null,
  new t.Type<Erased, unknown>(
    'erased',
    isErased,
    (u, c) => (isErased(u) ? t.success(Erased) : t.failure(u, c)),
    t.identity
  )
])
const texts = t.readonlyArray(t.string)
const reason = nullable(t.type({ code: t.string, text: personalOrNull, ticket: textOrNull }))

const iso = (time: number): string => new Date(time).toISOString()
const isoOrNull = (time: number | null): string | null => (time === null ? null : iso(time))

/** Since when the customer's events wait for somebody. */
const mayBeParked = { parkedSince: textOrNull }

/** `customers`. */
export const CustomersJson = t.readonlyArray(
  t.type({
    customerId: t.string,
    companyName: t.string,
    domain: t.string,
    country: t.string,
    relationshipToPartner: textOrNull,
    registeredAt: t.string,
    ...mayBeParked
  })
)
export type CustomersJson = t.TypeOf<typeof CustomersJson>

export const customerJson = ({ registeredAt, parkedSince, ...entry }: DirectoryEntry): CustomersJson[number] => ({
  ...entry,
  registeredAt: iso(registeredAt),
  parkedSince: isoOrNull(parkedSince)
})

/** `log` and `attempts`, newest first. */
export const LogJson = t.readonlyArray(
  t.type({
    effectiveAt: t.string,
    recordedAt: t.string,
    position: t.string,
    revision: textOrNull,
    customerId: t.string,
    customerName: textOrNull,
    operation: t.string,
    status: t.keyof({ succeeded: null, failed: null }),
    entry: t.keyof({ changed: null, refused: null, unchanged: null, summary: null }),
    path: textOrNull,
    from: personalOrNull,
    to: personalOrNull,
    rejection: textOrNull,
    codes: texts,
    fields: texts,
    count: t.number,
    actor: t.type({
      kind: textOrNull,
      id: textOrNull,
      userPrincipalName: personalOrNull,
      tenantId: textOrNull,
      roles: texts
    }),
    reason,
    commandId: t.string,
    correlationId: t.string,
    source: textOrNull,
    eventId: t.string,
    ...mayBeParked
  })
)
export type LogJson = t.TypeOf<typeof LogJson>

export const logJson = (entry: ActivityEntry): LogJson[number] => {
  const { effectiveAt, recordedAt, position, field, oldValue, newValue, actor, parkedSince, ...rest } = entry
  const { name, ...who } = actor
  return {
    effectiveAt: iso(effectiveAt),
    recordedAt: iso(recordedAt),
    position: formatPosition(position),
    path: field,
    from: oldValue,
    to: newValue,
    ...rest,
    actor: { ...who, userPrincipalName: name },
    parkedSince: isoOrNull(parkedSince)
  }
}

const decider = nullable(t.type({ id: t.string, userPrincipalName: personalOrNull }))

/** `permissions` of all customers. */
export const HeldPermissionsJson = t.readonlyArray(
  t.type({
    customerId: t.string,
    companyName: textOrNull,
    resource: t.string,
    from: textOrNull,
    to: textOrNull,
    grantedBy: decider,
    grantReason: reason,
    evidence: nullable(t.type({ subscriptionId: t.string, offer: t.string, checkedAt: t.string })),
    revokedBy: decider,
    revokeReason: reason,
    ...mayBeParked
  })
)
export type HeldPermissionsJson = t.TypeOf<typeof HeldPermissionsJson>

const deciderOf = (decision: PermissionDecision | null) =>
  decision === null ? null : { id: decision.actorId, userPrincipalName: decision.actorName }

export const heldPermissionJson = (permission: ListedPermission): HeldPermissionsJson[number] => {
  const { customerId, companyName, resource, grant, evidence, revocation, parkedSince } = permission
  return {
    customerId,
    companyName,
    resource,
    from: grant === null ? null : iso(grant.at),
    to: revocation === null ? null : iso(revocation.at),
    grantedBy: deciderOf(grant),
    grantReason: grant?.reason ?? null,
    evidence,
    revokedBy: deciderOf(revocation),
    revokeReason: revocation?.reason ?? null,
    parkedSince: isoOrNull(parkedSince)
  }
}
