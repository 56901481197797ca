import type { CustomerRegistered, PurchaseResource } from '@accountable/domain/customer'
import { formatRevision } from '@accountable/domain/kernel'
import { nothing, type Projection, type TimedEvent } from '../projection.js'
import {
  accountRow,
  addressColumn,
  type BillingColumns,
  billingColumns,
  type CompanyColumns,
  type PermissionColumns,
  type RegistrationColumns
} from './account-row.js'
import { type AccountRow, accountTable } from './account-table.js'
import {
  type CustomerFeedEvent,
  customerKeys,
  customerOf,
  isAttempt,
  isTimedAttempt,
  type RecordedFact
} from './customer-event.js'

const registered = (customerId: string, { data }: CustomerRegistered, registeredAt: number): RegistrationColumns => ({
  customerId,
  registeredAt,
  commerceId: data.commerceId,
  relationshipToPartner: data.relationshipToPartner,
  allowDelegatedAccess: data.allowDelegatedAccess,
  customDomains: data.customDomains,
  associatedPartnerId: data.associatedPartnerId,
  tenantId: data.companyProfile.tenantId,
  domain: data.companyProfile.domain,
  companyEmail: data.companyProfile.email,
  companyAddress: addressColumn(data.companyProfile.address)
})

const noPermissions: PermissionColumns = { mayPurchaseReservedInstances: false, mayPurchaseSavingsPlans: false }

const permissionsAfter = (
  { mayPurchaseReservedInstances, mayPurchaseSavingsPlans }: PermissionColumns,
  resource: PurchaseResource,
  may: boolean
): PermissionColumns =>
  resource === 'AzureReservedInstances'
    ? { mayPurchaseReservedInstances: may, mayPurchaseSavingsPlans }
    : { mayPurchaseReservedInstances, mayPurchaseSavingsPlans: may }

/** The row after a fact, as the write model's own fold would have it: a stream that begins otherwise stays unknown. */
const evolve = (
  customerId: string,
  before: AccountRow | undefined,
  { event, stored, effectiveAt }: TimedEvent<RecordedFact>
): AccountRow | undefined => {
  const last = { revision: formatRevision(stored.revision), changedAt: effectiveAt }
  if (before === undefined) {
    if (event.type !== 'CustomerRegistered' || stored.revision !== 0n) return undefined
    const registration = registered(customerId, event, effectiveAt)
    const { companyProfile: company, billingProfile } = event.data
    return accountRow({
      registration,
      company,
      billing: billingColumns(billingProfile),
      permissions: noPermissions,
      last
    })
  }
  let company: CompanyColumns = before
  let billing: BillingColumns = before
  let permissions: PermissionColumns = before
  if (event.type === 'CompanyDetailsUpdated') company = event.data.companyDetails
  if (event.type === 'BillingInfoUpdated') billing = billingColumns(event.data.billingProfile)
  if (event.type === 'PurchasePermissionGranted') permissions = permissionsAfter(before, event.data.resource, true)
  if (event.type === 'PurchasePermissionRevoked') permissions = permissionsAfter(before, event.data.resource, false)
  return accountRow({ registration: before, company, billing, permissions, last })
}

/** The Account page of each customer, and every state that it was ever in. */
export const customerAccount: Projection<CustomerFeedEvent, { account: typeof accountTable }> = {
  name: 'customer-account',
  version: 1,
  group: 'customers',
  perCustomer: true,
  tables: { account: accountTable },
  recount: [{ tables: ['account'], rowsOf: (recorded) => (isAttempt(recorded) ? 0 : 1) }],
  keysOf: (recorded) => (isAttempt(recorded) ? nothing : { account: customerKeys(recorded) }),
  evolve: (rows, timed) => {
    if (isTimedAttempt(timed)) return nothing
    const id = customerOf(timed)
    const row = evolve(id, rows.account.get(id), timed)
    return row === undefined ? nothing : { account: [[id, row]] }
  }
}
