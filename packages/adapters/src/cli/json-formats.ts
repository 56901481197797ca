import { type CustomerAccount, eventCodecs } from '@accountable/domain/customer'
import { Erased, isErased, type RecordedActor, type RecordedReason } from '@accountable/domain/kernel'
import type {
  AccountAsOf,
  AccountDiff,
  AccountPoint,
  BlameRow,
  FieldChange,
  FieldValue,
  HistoryRow,
  PermissionInterval,
  Provenance
} from '@accountable/projections/history'
import * as t from 'io-ts'

// What `--json` prints is a public format: fields are added, never renamed or removed. Each has its codec here, and the
// compiler holds it to the type of what is printed. An erased value is `{ "erased": true }`.

const nullable = <A>(codec: t.Type<A, unknown>): t.Type<A | null, unknown> => t.union([codec, t.null])
const textOrNull = nullable(t.string)

const ErasedJson = new t.Type<Erased, unknown>(
  'erased',
  isErased,
  (u, context) => (isErased(u) ? t.success(Erased) : t.failure(u, context)),
  t.identity
)
const PersonalText = t.union([t.string, ErasedJson])
const FieldValueJson: t.Type<FieldValue, unknown> = t.union([t.string, t.boolean, t.null, ErasedJson])

const ActorJson: t.Type<RecordedActor, unknown> = t.type({
  kind: t.keyof({ user: null, application: null, system: null }),
  id: t.string,
  userPrincipalName: nullable(PersonalText),
  tenantId: textOrNull,
  roles: t.readonlyArray(t.string)
})

const ReasonJson: t.Type<RecordedReason, unknown> = t.type({
  code: t.string,
  text: nullable(PersonalText),
  ticket: textOrNull
})

const point = { revision: t.string, position: t.string, effectiveAt: t.string, recordedAt: t.string }
const PointJson: t.Type<AccountPoint, unknown> = t.type(point)

const provenance = {
  ...point,
  eventId: t.string,
  eventType: t.string,
  actor: ActorJson,
  reason: nullable(ReasonJson),
  commandId: t.string,
  correlationId: t.string,
  causationId: t.string,
  traceparent: textOrNull,
  source: textOrNull,
  policyVersion: t.string,
  countryRuleVersion: t.string
}
const ProvenanceJson: t.Type<Provenance, unknown> = t.type(provenance)

const change = { path: t.string, from: FieldValueJson, to: FieldValueJson }
const FieldChangeJson: t.Type<FieldChange, unknown> = t.type(change)

/** `account ID` and `as-of ID`: the account, and the event that made it so. */
export type AccountJson = CustomerAccount & AccountPoint

const registered = eventCodecs.CustomerRegistered.type.props

export const AccountJson: t.Type<AccountJson, unknown> = t.type({
  customerId: registered.customerId,
  commerceId: registered.commerceId,
  companyProfile: registered.companyProfile,
  billingProfile: registered.billingProfile,
  relationshipToPartner: registered.relationshipToPartner,
  allowDelegatedAccess: registered.allowDelegatedAccess,
  customDomains: registered.customDomains,
  associatedPartnerId: registered.associatedPartnerId,
  purchasePermissions: t.type({ AzureReservedInstances: t.boolean, AzureSavingsPlan: t.boolean }),
  ...point
})

export const accountJson = ({ account, ...at }: AccountAsOf): AccountJson => ({ ...account, ...at })

/** `history ID`: one row for each changed leaf, oldest first. */
export const HistoryJson: t.Type<ReadonlyArray<HistoryRow>, unknown> = t.readonlyArray(
  t.type({ ...change, ...provenance })
)

/** `blame ID`: one row for each field that ever had a value. */
export const BlameJson: t.Type<ReadonlyArray<BlameRow>, unknown> = t.readonlyArray(
  t.type({ path: t.string, value: FieldValueJson, ...provenance })
)

/** `diff ID`. */
export const DiffJson: t.Type<AccountDiff, unknown> = t.type({
  from: PointJson,
  to: PointJson,
  changes: t.readonlyArray(FieldChangeJson)
})

/** `permissions ID`: intervals in the order of their grants. */
export const PermissionsJson: t.Type<ReadonlyArray<PermissionInterval>, unknown> = t.readonlyArray(
  t.type({
    resource: t.string,
    from: t.string,
    to: textOrNull,
    recordedFrom: t.string,
    recordedTo: textOrNull,
    grantedBy: ActorJson,
    grantReason: nullable(ReasonJson),
    grantedWithOtherRoles: t.readonlyArray(t.string),
    evidence: nullable(t.type({ subscriptionId: t.string, offer: t.string, checkedAt: t.string })),
    grant: ProvenanceJson,
    revokedBy: nullable(ActorJson),
    revokeReason: nullable(ReasonJson),
    revokedWithOtherRoles: t.readonlyArray(t.string),
    revocation: nullable(ProvenanceJson)
  })
)
