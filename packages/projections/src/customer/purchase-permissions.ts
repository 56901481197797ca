import type { PurchasePermissionGranted, PurchasePermissionRevoked } from '@accountable/domain/customer'
import type { StoredEvent } from '@accountable/domain/kernel'
import * as t from 'io-ts'
import { PersonalText, Timestamp } from '../column.js'
import { nothing, type Projection, type TimedEvent } from '../projection.js'
import { type RowOf, table } from '../table.js'
import { type CustomerFeedEvent, customerOf, isAttempt, isTimedAttempt, type RecordedFact } from './customer-event.js'

const textOrNull = t.union([t.string, t.null])
const personalOrNull = t.union([PersonalText, t.null])
const timestampOrNull = t.union([Timestamp, t.null])

/** A permission's last grant and, if it is over, its revocation: a row that is not granted tells of a whole interval. */
export const permissionTable = table({
  name: 'purchase_permission',
  kind: 'history',
  comment: 'Who may purchase what itself: the last grant of each permission and, if it was taken back, its end.',
  row: t.strict({
    customerId: t.string,
    resource: t.keyof({ AzureReservedInstances: null, AzureSavingsPlan: null }),
    granted: t.boolean,
    grantedAt: timestampOrNull,
    grantedById: textOrNull,
    grantedByName: personalOrNull,
    grantReasonCode: textOrNull,
    grantReasonText: personalOrNull,
    grantTicket: textOrNull,
    subscriptionId: textOrNull,
    offer: textOrNull,
    evidenceCheckedAt: textOrNull,
    revokedAt: timestampOrNull,
    revokedById: textOrNull,
    revokedByName: personalOrNull,
    revokeReasonCode: textOrNull,
    revokeReasonText: personalOrNull,
    revokeTicket: textOrNull
  }),
  comments: {
    customerId: 'Id of the customer.',
    resource: 'AzureReservedInstances or AzureSavingsPlan.',
    granted: 'True while the permission holds.',
    grantedAt: 'When it was granted last (effective time).',
    grantedById: 'Who granted it.',
    grantedByName: 'Their user principal name.',
    grantReasonCode: 'Why it was granted.',
    grantReasonText: 'Why, in their own words.',
    grantTicket: 'The ticket of the grant.',
    subscriptionId: 'The Azure subscription that made the grant possible.',
    offer: 'Its offer.',
    evidenceCheckedAt: 'When that was checked.',
    revokedAt: 'When it was taken back (effective time); null while it holds.',
    revokedById: 'Who took it back.',
    revokedByName: 'Their user principal name.',
    revokeReasonCode: 'Why it was taken back.',
    revokeReasonText: 'Why, in their own words.',
    revokeTicket: 'The ticket of the revocation.'
  },
  customer: 'customerId',
  indexes: [
    { on: ['customerId', 'position'] },
    { on: ['granted', 'customerId', 'resource'] },
    { on: ['position'], versions: 'all' }
  ]
})

export type PermissionRow = RowOf<typeof permissionTable>

/** The key that was made last, and for which event: an event asks for its own several times. */
let madeFor: StoredEvent | undefined
let made = ''

const keyOf = (
  { stored }: Pick<RecordedFact, 'stored'>,
  { data }: PurchasePermissionGranted | PurchasePermissionRevoked
): string => {
  if (madeFor !== stored) {
    madeFor = stored
    made = `${customerOf({ stored })}/${data.resource}`
  }
  return made
}

const never = {
  grantedAt: null,
  grantedById: null,
  grantedByName: null,
  grantReasonCode: null,
  grantReasonText: null,
  grantTicket: null,
  subscriptionId: null,
  offer: null,
  evidenceCheckedAt: null
}

const grantedRow = (event: PurchasePermissionGranted, timed: TimedEvent<RecordedFact>): PermissionRow => {
  const { resource, evidence } = event.data
  const { actor, reason } = timed.metadata
  return {
    customerId: customerOf(timed),
    resource,
    granted: true,
    grantedAt: timed.effectiveAt,
    grantedById: actor.id,
    grantedByName: actor.userPrincipalName,
    grantReasonCode: reason?.code ?? null,
    grantReasonText: reason?.text ?? null,
    grantTicket: reason?.ticket ?? null,
    subscriptionId: evidence.subscriptionId,
    offer: evidence.offer,
    evidenceCheckedAt: evidence.checkedAt,
    revokedAt: null,
    revokedById: null,
    revokedByName: null,
    revokeReasonCode: null,
    revokeReasonText: null,
    revokeTicket: null
  }
}

const revokedRow = (
  before: PermissionRow | undefined,
  { data }: PurchasePermissionRevoked,
  { stored, metadata: { actor, reason }, effectiveAt }: TimedEvent<RecordedFact>
): PermissionRow => {
  const grant = before ?? never
  return {
    customerId: customerOf({ stored }),
    resource: data.resource,
    granted: false,
    grantedAt: grant.grantedAt,
    grantedById: grant.grantedById,
    grantedByName: grant.grantedByName,
    grantReasonCode: grant.grantReasonCode,
    grantReasonText: grant.grantReasonText,
    grantTicket: grant.grantTicket,
    subscriptionId: grant.subscriptionId,
    offer: grant.offer,
    evidenceCheckedAt: grant.evidenceCheckedAt,
    revokedAt: effectiveAt,
    revokedById: actor.id,
    revokedByName: actor.userPrincipalName,
    revokeReasonCode: reason?.code ?? null,
    revokeReasonText: reason?.text ?? null,
    revokeTicket: reason?.ticket ?? null
  }
}

const isDecision = (
  event: CustomerFeedEvent['event']
): event is PurchasePermissionGranted | PurchasePermissionRevoked =>
  event.type === 'PurchasePermissionGranted' || event.type === 'PurchasePermissionRevoked'

/** Who could buy what, when; granted and taken back by whom, and why. */
export const purchasePermissions: Projection<CustomerFeedEvent, { permission: typeof permissionTable }> = {
  name: 'purchase-permissions',
  version: 1,
  group: 'customers',
  perCustomer: true,
  tables: { permission: permissionTable },
  recount: [{ tables: ['permission'], rowsOf: ({ event }) => (isDecision(event) ? 1 : 0) }],
  keysOf: (recorded) => {
    if (isAttempt(recorded)) return nothing
    const { event } = recorded
    return isDecision(event) ? { permission: [keyOf(recorded, event)] } : nothing
  },
  evolve: (rows, timed) => {
    if (isTimedAttempt(timed)) return nothing
    const { event } = timed
    if (event.type === 'PurchasePermissionGranted')
      return { permission: [[keyOf(timed, event), grantedRow(event, timed)]] }
    if (event.type !== 'PurchasePermissionRevoked') return nothing
    return { permission: [[keyOf(timed, event), revokedRow(rows.permission.get(keyOf(timed, event)), event, timed)]] }
  }
}
