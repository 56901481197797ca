import { billingFields } from '../../customer/account-fields.js'
import { changedFields } from '../../customer/changed-fields.js'
import type {
  BillingInfoUpdated,
  CompanyDetailsUpdated,
  CustomerEvent,
  CustomerRegistered,
  PurchasePermissionGranted,
  PurchasePermissionRevoked
} from '../../customer/events.js'
import type { BillingProfile } from '../../customer/values/billing-profile.js'
import type { CompanyDetails } from '../../customer/values/company-profile.js'
import type { Personal } from '../../kernel/personal-data.js'
import { billingProfile, customerId, partnerCenterCustomer, purchaseEvidence } from './account-builders.js'
import { registrationId } from './command-builders.js'
import { type Overrides, overridden } from './overrides.js'

type PersonalText = Personal<string>

// Each builder answers the event that the command builder of the same matter leads to, unless a test says otherwise.

export const customerRegistered = (overrides?: Overrides<CustomerRegistered['data']>): CustomerRegistered => {
  const { id, companyProfile, customDomains, ...facts } = partnerCenterCustomer()
  return {
    type: 'CustomerRegistered',
    data: overridden<CustomerRegistered['data']>(
      {
        ...facts,
        customerId: id,
        companyProfile: { ...companyProfile, tenantId: id },
        billingProfile: billingProfile(),
        customDomains: customDomains ?? [],
        etag: facts.billingProfile.attributes?.etag ?? null,
        warnings: [],
        contact: registrationId
      },
      overrides
    )
  }
}

/** `changes` are what differs between `before` and the new details, unless a test says otherwise. */
export const companyDetailsUpdated = (
  overrides?: Overrides<CompanyDetailsUpdated['data']>,
  before: CompanyDetails<PersonalText> = customerRegistered().data.companyProfile
): CompanyDetailsUpdated => {
  const companyDetails = overridden<CompanyDetails<PersonalText>>(
    { companyName: 'Contoso Wholesale Company', organizationRegistrationNumber: '91-1144442' },
    overrides?.companyDetails
  )
  const changes = changedFields('/companyProfile', Object.keys(companyDetails), before, companyDetails)
  return {
    type: 'CompanyDetailsUpdated',
    data: overridden<CompanyDetailsUpdated['data']>(
      { customerId, companyDetails, changes, confirmed: [], contact: registrationId },
      overrides
    )
  }
}

/** `changes` are what differs between `before` and the new profile, unless a test says otherwise. */
export const billingInfoUpdated = (
  overrides?: Overrides<BillingInfoUpdated['data']>,
  before: BillingProfile<PersonalText> = billingProfile()
): BillingInfoUpdated => {
  const profile = overridden<BillingProfile<PersonalText>>(
    billingProfile({ defaultAddress: { addressLine1: '2 Harbour Road' } }),
    overrides?.billingProfile
  )
  const changes = changedFields('/billingProfile', billingFields, before, profile)
  return {
    type: 'BillingInfoUpdated',
    data: overridden<BillingInfoUpdated['data']>(
      {
        customerId,
        billingProfile: profile,
        changes,
        confirmed: [],
        contact: registrationId,
        previousContact: null
      },
      overrides
    )
  }
}

export const purchasePermissionGranted = (
  overrides?: Overrides<PurchasePermissionGranted['data']>
): PurchasePermissionGranted => {
  const resource = overrides?.resource ?? 'AzureReservedInstances'
  return {
    type: 'PurchasePermissionGranted',
    data: overridden<PurchasePermissionGranted['data']>(
      {
        customerId,
        resource,
        evidence: purchaseEvidence(),
        partnerPaysAcknowledged: true,
        changes: [{ path: `/purchasePermissions/${resource}`, from: false, to: true }]
      },
      overrides
    )
  }
}

export const purchasePermissionRevoked = (
  overrides?: Overrides<PurchasePermissionRevoked['data']>
): PurchasePermissionRevoked => {
  const resource = overrides?.resource ?? 'AzureReservedInstances'
  return {
    type: 'PurchasePermissionRevoked',
    data: overridden<PurchasePermissionRevoked['data']>(
      { customerId, resource, changes: [{ path: `/purchasePermissions/${resource}`, from: true, to: false }] },
      overrides
    )
  }
}

/** One builder for each type of event. */
export const eventBuilders = {
  CustomerRegistered: customerRegistered,
  CompanyDetailsUpdated: companyDetailsUpdated,
  BillingInfoUpdated: billingInfoUpdated,
  PurchasePermissionGranted: purchasePermissionGranted,
  PurchasePermissionRevoked: purchasePermissionRevoked
} as const satisfies { readonly [Type in CustomerEvent['type']]: () => Extract<CustomerEvent, { type: Type }> }
