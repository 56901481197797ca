import * as fc from 'fast-check'
import { billingFields } from '../../customer/account-fields.js'
import { changedFields } from '../../customer/changed-fields.js'
import type { CustomerEvent } from '../../customer/events.js'
import type { Address, CompanyAddress } from '../../customer/values/address.js'
import type { BillingProfile } from '../../customer/values/billing-profile.js'
import type { CompanyDetails } from '../../customer/values/company-profile.js'
import { purchaseResources } from '../../customer/values/purchase-permission.js'
import { Erased, type Personal } from '../../kernel/personal-data.js'
import { customerId, purchaseEvidence, uuid } from '../builders/account-builders.js'
import { mostly, texts } from './accounts.js'

type PersonalText = Personal<string>

// Replay never validates: these events hold any text at all, forgotten persons included, in any order.

const orNull = <A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | null> => fc.option(arbitrary, { freq: 2 })
const personal: fc.Arbitrary<PersonalText> = mostly(texts(), fc.constant(Erased))
const contacts = fc.integer({ min: 0xa0, max: 0xa4 }).map(uuid)

const addressLeaves = {
  region: orNull(texts()),
  state: orNull(texts()),
  city: orNull(texts()),
  district: orNull(texts()),
  postalCode: orNull(texts()),
  addressLine2: orNull(personal),
  addressLine3: orNull(personal),
  firstName: orNull(personal),
  middleName: orNull(personal),
  lastName: orNull(personal),
  phoneNumber: orNull(personal),
  emailAddress: orNull(personal)
}
const addresses: fc.Arbitrary<Address<PersonalText>> = fc.record({
  country: texts(2),
  addressLine1: personal,
  ...addressLeaves
})
const companyAddresses: fc.Arbitrary<CompanyAddress<PersonalText>> = fc.record({
  country: orNull(texts(2)),
  addressLine1: orNull(personal),
  ...addressLeaves
})
const billingProfiles: fc.Arbitrary<BillingProfile<PersonalText>> = fc.record({
  id: orNull(fc.constant(uuid(0xb))),
  firstName: personal,
  lastName: personal,
  email: personal,
  culture: texts(),
  language: texts(),
  companyName: texts(),
  defaultAddress: addresses
})
const companyDetails: fc.Arbitrary<CompanyDetails<PersonalText>> = fc.record({
  companyName: texts(),
  organizationRegistrationNumber: orNull(personal)
})

const registered = fc.record({
  customerId: fc.constant(customerId),
  commerceId: orNull(fc.constant(uuid(0xcc))),
  companyProfile: fc
    .tuple(companyDetails, texts(), orNull(companyAddresses), orNull(personal))
    .map(([details, domain, address, email]) => ({ ...details, tenantId: customerId, domain, address, email })),
  billingProfile: billingProfiles,
  relationshipToPartner: orNull(texts()),
  allowDelegatedAccess: fc.constantFrom(null, true, false),
  customDomains: fc.array(texts(), { maxLength: 3 }),
  associatedPartnerId: orNull(texts()),
  etag: orNull(texts()),
  warnings: fc.array(fc.record({ path: texts(), code: texts() }), { maxLength: 2 }),
  contact: contacts
})

const companyDetailsUpdated = fc
  .record({ before: companyDetails, after: companyDetails, contact: contacts })
  .map(({ before, after, contact }) => ({
    customerId,
    companyDetails: after,
    changes: changedFields('/companyProfile', Object.keys(after), before, after),
    confirmed: [],
    contact
  }))

const billingInfoUpdated = fc
  .record({ before: billingProfiles, after: billingProfiles, contact: contacts, previousContact: orNull(contacts) })
  .map(({ before, after, contact, previousContact }) => ({
    customerId,
    billingProfile: after,
    changes: changedFields('/billingProfile', billingFields, before, after),
    confirmed: ['CompanyNameContainsTopLevelDomain'],
    contact,
    previousContact
  }))

const toggles = fc.constantFrom(...purchaseResources)
const toggled = (resource: string, to: boolean) => [{ path: `/purchasePermissions/${resource}`, from: !to, to }]

/** Events of every type, with any text in them and now and then a value that was erased. */
export const customerEvents: fc.Arbitrary<CustomerEvent> = fc.oneof(
  registered.map((data): CustomerEvent => ({ type: 'CustomerRegistered', data })),
  companyDetailsUpdated.map((data): CustomerEvent => ({ type: 'CompanyDetailsUpdated', data })),
  billingInfoUpdated.map((data): CustomerEvent => ({ type: 'BillingInfoUpdated', data })),
  toggles.map(
    (resource): CustomerEvent => ({
      type: 'PurchasePermissionGranted',
      data: {
        customerId,
        resource,
        evidence: purchaseEvidence(),
        partnerPaysAcknowledged: true,
        changes: toggled(resource, true)
      }
    })
  ),
  toggles.map(
    (resource): CustomerEvent => ({
      type: 'PurchasePermissionRevoked',
      data: { customerId, resource, changes: toggled(resource, false) }
    })
  )
)

/** Histories that no application wrote: any events in any order, the registration missing, late or repeated. */
export const eventSequences: fc.Arbitrary<ReadonlyArray<CustomerEvent>> = fc.array(customerEvents, { maxLength: 8 })
