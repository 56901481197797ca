import type { Address, CompanyAddress } from '../../customer/values/address.js'
import type { BillingProfile } from '../../customer/values/billing-profile.js'
import type { PartnerCenterCustomer } from '../../customer/values/partner-center-customer.js'
import type { PurchaseEvidence } from '../../customer/values/purchase-permission.js'
import type { Actor } from '../../kernel/actor.js'
import { type Overrides, overridden } from './overrides.js'

// Fictitious throughout, valid under the rules of the United States, and in the form that normalising leaves alone.

/** A UUID for a small number, the same one each time. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`

/** The customer whom all builders are about. */
export const customerId = uuid(0xc)
/** The partner's tenant, that of the actors. */
export const partnerTenantId = uuid(0xf)

export const actor = (overrides?: Overrides<Actor>): Actor =>
  overridden<Actor>(
    {
      kind: 'user',
      id: 'actor-1',
      userPrincipalName: 'kim@partner.example',
      tenantId: partnerTenantId,
      roles: ['AdminAgent']
    },
    overrides
  )

const address: Address = {
  country: 'US',
  region: null,
  state: 'WA',
  city: 'Redmond',
  district: null,
  postalCode: '98052',
  addressLine1: '1 Main Street',
  addressLine2: null,
  addressLine3: null,
  firstName: 'Dana',
  middleName: null,
  lastName: 'Reyes',
  phoneNumber: '4255550101',
  emailAddress: null
}

const companyAddress: CompanyAddress = { ...address, region: 'WA', state: null, firstName: null, lastName: null }

export const billingProfile = (overrides?: Overrides<BillingProfile>): BillingProfile =>
  overridden<BillingProfile>(
    {
      id: uuid(0xb),
      firstName: 'Dana',
      lastName: 'Reyes',
      email: 'accounts@contoso.example',
      culture: 'en-US',
      language: 'en',
      companyName: 'Contoso Trading Company',
      defaultAddress: address
    },
    overrides
  )

/** A customer as Partner Center answers it. */
export const partnerCenterCustomer = (overrides?: Overrides<PartnerCenterCustomer>): PartnerCenterCustomer =>
  overridden<PartnerCenterCustomer>(
    {
      id: customerId,
      commerceId: uuid(0xcc),
      companyProfile: {
        tenantId: customerId,
        domain: 'contoso.onmicrosoft.example',
        companyName: 'Contoso Trading Company',
        organizationRegistrationNumber: null,
        address: companyAddress,
        email: null
      },
      billingProfile: { ...billingProfile(), attributes: { etag: '-2279334701316321663' } },
      relationshipToPartner: 'reseller',
      allowDelegatedAccess: true,
      customDomains: ['contoso.example'],
      associatedPartnerId: null
    },
    overrides
  )

export const purchaseEvidence = (overrides?: Overrides<PurchaseEvidence>): PurchaseEvidence =>
  overridden<PurchaseEvidence>(
    { subscriptionId: uuid(0xe), offer: 'AzurePlan', checkedAt: '2026-01-05T09:00:00.000Z' },
    overrides
  )
