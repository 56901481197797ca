import type { CustomerRegistered } from '@accountable/domain/customer'
import type { Projection, TimedEvent } from '../projection.js'
import { type AccountDraft, addressColumn, blankAccount, writeBilling } from './account-row.js'
import { type AccountRow, accountTable } from './account-table.js'
import { type CustomerFeedEvent, customerOf, isAttempt, isTimedAttempt, type RecordedFact } from './customer-event.js'

const register = (row: AccountDraft, { data }: CustomerRegistered, { effectiveAt }: TimedEvent<RecordedFact>): void => {
  const { companyProfile } = data
  row.registeredAt = effectiveAt
  row.commerceId = data.commerceId
  row.relationshipToPartner = data.relationshipToPartner
  row.allowDelegatedAccess = data.allowDelegatedAccess
  row.customDomains = data.customDomains
  row.associatedPartnerId = data.associatedPartnerId
  row.tenantId = companyProfile.tenantId
  row.domain = companyProfile.domain
  row.companyName = companyProfile.companyName
  row.organizationRegistrationNumber = companyProfile.organizationRegistrationNumber
  row.companyEmail = companyProfile.email
  row.companyAddress = addressColumn(companyProfile.address)
  writeBilling(row, data.billingProfile)
}

/** The row after a fact, as the write model's own fold would have it: a stream that begins otherwise stays unknown. */
const evolve = (
  customerId: string,
  before: AccountRow | undefined,
  timed: TimedEvent<RecordedFact>
): AccountRow | undefined => {
  const { event, stored } = timed
  if (before === undefined && (event.type !== 'CustomerRegistered' || stored.revision !== 0n)) return undefined
  const row: AccountDraft = { ...(before ?? blankAccount) }
  row.customerId = customerId
  row.revision = stored.revision.toString()
  row.changedAt = timed.effectiveAt
  switch (event.type) {
    case 'CustomerRegistered':
      if (before === undefined) register(row, event, timed)
      break
    case 'CompanyDetailsUpdated':
      row.companyName = event.data.companyDetails.companyName
      row.organizationRegistrationNumber = event.data.companyDetails.organizationRegistrationNumber
      break
    case 'BillingInfoUpdated':
      writeBilling(row, event.data.billingProfile)
      break
    case 'PurchasePermissionGranted':
    case 'PurchasePermissionRevoked': {
      const may = event.type === 'PurchasePermissionGranted'
      if (event.data.resource === 'AzureReservedInstances') row.mayPurchaseReservedInstances = may
      else row.mayPurchaseSavingsPlans = may
    }
  }
  return row
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
    const row = evolve(id, rows.account.get(id), timed)
    return row === undefined ? {} : { account: [[id, row]] }
  }
}
