import type { BillingProfile, CompanyAddress, CustomerAccount, PersonalText } from '@accountable/domain/customer'
import type { Json } from '@accountable/domain/kernel'
import type { AccountRow } from './account-table.js'

/** A row that is being made. */
export type AccountDraft = { -readonly [Column in keyof AccountRow]: AccountRow[Column] }

/** What a new row is copied from: V8 copies a row whole, and then writes columns that are there fast, but adds others slowly. */
export const blankAccount: AccountRow = {
  customerId: '',
  revision: '0',
  registeredAt: 0,
  changedAt: 0,
  commerceId: null,
  relationshipToPartner: null,
  allowDelegatedAccess: null,
  customDomains: [],
  associatedPartnerId: null,
  tenantId: '',
  domain: '',
  companyName: '',
  organizationRegistrationNumber: null,
  companyEmail: null,
  companyAddress: null,
  billingProfileId: null,
  billingFirstName: '',
  billingLastName: '',
  billingEmail: '',
  culture: '',
  language: '',
  billingCompanyName: '',
  country: '',
  region: null,
  state: null,
  city: null,
  district: null,
  postalCode: null,
  addressLine1: '',
  addressLine2: null,
  addressLine3: null,
  addressFirstName: null,
  addressMiddleName: null,
  addressLastName: null,
  phoneNumber: null,
  addressEmail: null,
  mayPurchaseReservedInstances: false,
  mayPurchaseSavingsPlans: false
}

/** Writes a billing profile into its columns. */
export const writeBilling = (row: AccountDraft, billing: BillingProfile<PersonalText>): void => {
  const { defaultAddress: address } = billing
  row.billingProfileId = billing.id
  row.billingFirstName = billing.firstName
  row.billingLastName = billing.lastName
  row.billingEmail = billing.email
  row.culture = billing.culture
  row.language = billing.language
  row.billingCompanyName = billing.companyName
  row.country = address.country
  row.region = address.region
  row.state = address.state
  row.city = address.city
  row.district = address.district
  row.postalCode = address.postalCode
  row.addressLine1 = address.addressLine1
  row.addressLine2 = address.addressLine2
  row.addressLine3 = address.addressLine3
  row.addressFirstName = address.firstName
  row.addressMiddleName = address.middleName
  row.addressLastName = address.lastName
  row.phoneNumber = address.phoneNumber
  row.addressEmail = address.emailAddress
}

const billingProfile = (row: AccountRow): BillingProfile<PersonalText> => ({
  id: row.billingProfileId,
  firstName: row.billingFirstName,
  lastName: row.billingLastName,
  email: row.billingEmail,
  culture: row.culture,
  language: row.language,
  companyName: row.billingCompanyName,
  defaultAddress: {
    country: row.country,
    region: row.region,
    state: row.state,
    city: row.city,
    district: row.district,
    postalCode: row.postalCode,
    addressLine1: row.addressLine1,
    addressLine2: row.addressLine2,
    addressLine3: row.addressLine3,
    firstName: row.addressFirstName,
    middleName: row.addressMiddleName,
    lastName: row.addressLastName,
    phoneNumber: row.phoneNumber,
    emailAddress: row.addressEmail
  }
})

export const addressColumn = (address: CompanyAddress<PersonalText> | null): Json => address as Json

/** The account that a row holds: what the write model's `load` answers at the same revision. */
export const accountOfRow = (row: AccountRow): CustomerAccount => ({
  customerId: row.customerId,
  commerceId: row.commerceId,
  companyProfile: {
    tenantId: row.tenantId,
    domain: row.domain,
    companyName: row.companyName,
    organizationRegistrationNumber: row.organizationRegistrationNumber,
    address: row.companyAddress as CompanyAddress<PersonalText> | null,
    email: row.companyEmail
  },
  billingProfile: billingProfile(row),
  relationshipToPartner: row.relationshipToPartner,
  allowDelegatedAccess: row.allowDelegatedAccess,
  customDomains: row.customDomains,
  associatedPartnerId: row.associatedPartnerId,
  purchasePermissions: {
    AzureReservedInstances: row.mayPurchaseReservedInstances,
    AzureSavingsPlan: row.mayPurchaseSavingsPlans
  }
})
