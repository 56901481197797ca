import type { CustomerRegistered } from '@accountable/domain/customer'
import type { Projection, TimedEvent } from '../projection.js'
import { addressColumn, billingColumns } from './account-row.js'
import { type AccountRow, accountTable } from './account-table.js'
import { type CustomerFeedEvent, customerOf, isAttempt, isTimedAttempt, type RecordedFact } from './customer-event.js'

const registered = ({ data }: CustomerRegistered, timed: TimedEvent<RecordedFact>): AccountRow => ({
  customerId: customerOf(timed),
  revision: timed.stored.revision.toString(),
  changedAt: timed.effectiveAt,
  registeredAt: timed.effectiveAt,
  commerceId: data.commerceId,
  relationshipToPartner: data.relationshipToPartner,
  allowDelegatedAccess: data.allowDelegatedAccess,
  customDomains: data.customDomains,
  associatedPartnerId: data.associatedPartnerId,
  tenantId: data.companyProfile.tenantId,
  domain: data.companyProfile.domain,
  companyName: data.companyProfile.companyName,
  organizationRegistrationNumber: data.companyProfile.organizationRegistrationNumber,
  companyEmail: data.companyProfile.email,
  companyAddress: addressColumn(data.companyProfile.address),
  ...billingColumns(data.billingProfile),
  mayPurchaseReservedInstances: false,
  mayPurchaseSavingsPlans: false
})

/** The row after a fact, as the write model's own fold would have it: a stream that begins otherwise stays unknown. */
const evolve = (before: AccountRow | undefined, timed: TimedEvent<RecordedFact>): AccountRow | undefined => {
  const { event, stored } = timed
  if (before === undefined)
    return event.type === 'CustomerRegistered' && stored.revision === 0n ? registered(event, timed) : undefined
  const row = { ...before, revision: stored.revision.toString(), changedAt: timed.effectiveAt }
  switch (event.type) {
    case 'CustomerRegistered':
      return row
    case 'CompanyDetailsUpdated':
      return Object.assign(row, event.data.companyDetails)
    case 'BillingInfoUpdated':
      return Object.assign(row, billingColumns(event.data.billingProfile))
    case 'PurchasePermissionGranted':
    case 'PurchasePermissionRevoked': {
      const may = event.type === 'PurchasePermissionGranted'
      return event.data.resource === 'AzureReservedInstances'
        ? Object.assign(row, { mayPurchaseReservedInstances: may })
        : Object.assign(row, { mayPurchaseSavingsPlans: may })
    }
  }
}

/** The Account page of each customer, and every state that it was ever in. */
export const customerAccount: Projection<CustomerFeedEvent, { account: typeof accountTable }> = {
  name: 'customer-account',
  version: 1,
  group: 'customers',
  perCustomer: true,
  tables: { account: accountTable },
  keysOf: (recorded) => (isAttempt(recorded) ? {} : { account: [customerOf(recorded)] }),
  evolve: (rows, timed) => {
    if (isTimedAttempt(timed)) return {}
    const id = customerOf(timed)
    const row = evolve(rows.account.get(id), timed)
    return row === undefined ? {} : { account: [[id, row]] }
  }
}
