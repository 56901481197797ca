import * as t from 'io-ts'
import { JsonValue, PersonalText, RevisionText, Timestamp } from '../column.js'
import type { Projection, TimedEvent } from '../projection.js'
import { type RowOf, table } from '../table.js'
import { type CustomerRecord, customerIdOf, isFact } from './customer-record.js'

const text = t.union([t.string, t.null])
const personal = t.union([PersonalText, t.null])

const permissionTable = table({
  name: 'purchase_permission',
  kind: 'history',
  comment:
    'Who may purchase what: one row a customer and resource that was ever granted. Each revocation ends a version that says who granted and who revoked; those versions and the granted current ones are the intervals.',
  customer: 'customerId',
  row: t.strict({
    customerId: t.string,
    resource: t.string,
    granted: t.boolean,
    grantRevision: RevisionText,
    grantedAt: Timestamp,
    grantRecordedAt: Timestamp,
    grantedBy: t.string,
    grantedByName: personal,
    grantReason: text,
    grantReasonText: personal,
    grantTicket: text,
    evidence: JsonValue,
    revokeRevision: t.union([RevisionText, t.null]),
    revokedAt: t.union([Timestamp, t.null]),
    revokeRecordedAt: t.union([Timestamp, t.null]),
    revokedBy: text,
    revokedByName: personal,
    revokeReason: text,
    revokeReasonText: personal,
    revokeTicket: text
  }),
  comments: {
    customerId: 'The customer.',
    resource: 'AzureReservedInstances or AzureSavingsPlan.',
    granted: 'Whether the permission holds.',
    grantRevision: 'The revision of the last grant.',
    grantedAt: 'When the last grant took effect.',
    grantRecordedAt: 'When the store knew of it.',
    grantedBy: 'Who granted, opaque.',
    grantedByName: 'User principal name of who granted.',
    grantReason: 'Why, as a code.',
    grantReasonText: 'Why, in words.',
    grantTicket: 'A reference into the caller’s own system.',
    evidence: 'The active Azure plan behind the grant: subscription, offer, when it was checked.',
    revokeRevision: 'The revision of the revocation; null while the permission holds.',
    revokedAt: 'When the revocation took effect.',
    revokeRecordedAt: 'When the store knew of it.',
    revokedBy: 'Who revoked, opaque.',
    revokedByName: 'User principal name of who revoked.',
    revokeReason: 'Why, as a code.',
    revokeReasonText: 'Why, in words.',
    revokeTicket: 'A reference into the caller’s own system.'
  },
  indexes: [{ on: ['customerId', 'resource'] }]
})

export type PurchasePermissionRow = RowOf<typeof permissionTable>

const keyOf = (record: CustomerRecord): string | undefined => {
  if (!isFact(record)) return undefined
  const { event } = record
  return event.type === 'PurchasePermissionGranted' || event.type === 'PurchasePermissionRevoked'
    ? `${customerIdOf(record)}/${event.data.resource}`
    : undefined
}

type RevokeColumns = Pick<PurchasePermissionRow, Extract<keyof PurchasePermissionRow, `revoke${string}`>>

const notRevoked: RevokeColumns = {
  revokeRevision: null,
  revokedAt: null,
  revokeRecordedAt: null,
  revokedBy: null,
  revokedByName: null,
  revokeReason: null,
  revokeReasonText: null,
  revokeTicket: null
}

const nextRow = (
  before: PurchasePermissionRow | undefined,
  record: TimedEvent<CustomerRecord>
): PurchasePermissionRow | undefined => {
  if (!isFact(record)) return undefined
  const { event, metadata, stored, effectiveAt, recordedAt } = record
  const revision = stored.revision.toString()
  if (event.type === 'PurchasePermissionGranted') {
    return {
      customerId: customerIdOf(record),
      resource: event.data.resource,
      granted: true,
      grantRevision: revision,
      grantedAt: effectiveAt,
      grantRecordedAt: recordedAt,
      grantedBy: metadata.actor.id,
      grantedByName: metadata.actor.userPrincipalName,
      grantReason: metadata.reason?.code ?? null,
      grantReasonText: metadata.reason?.text ?? null,
      grantTicket: metadata.reason?.ticket ?? null,
      evidence: { ...event.data.evidence },
      ...notRevoked
    }
  }
  if (event.type !== 'PurchasePermissionRevoked' || before === undefined) return undefined
  return {
    ...before,
    granted: false,
    revokeRevision: revision,
    revokedAt: effectiveAt,
    revokeRecordedAt: recordedAt,
    revokedBy: metadata.actor.id,
    revokedByName: metadata.actor.userPrincipalName,
    revokeReason: metadata.reason?.code ?? null,
    revokeReasonText: metadata.reason?.text ?? null,
    revokeTicket: metadata.reason?.ticket ?? null
  }
}

/** Purchase permissions, current and as intervals, with who granted and revoked them and why. */
export const purchasePermissions = {
  name: 'purchase_permissions',
  version: 1,
  group: 'customers',
  tables: { permission: permissionTable },
  keysOf: (record: CustomerRecord) => {
    const key = keyOf(record)
    return key === undefined ? {} : { permission: [key] }
  },
  evolve: (rows, record) => {
    const key = keyOf(record)
    if (key === undefined) return {}
    const row = nextRow(rows.permission.get(key), record)
    return row === undefined ? {} : { permission: [[key, row]] }
  }
} satisfies Projection<CustomerRecord, { permission: typeof permissionTable }>
