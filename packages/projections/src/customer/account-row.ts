import type { BillingProfile, CompanyAddress, CustomerAccount, PersonalText } from '@accountable/domain/customer'
import type { Json } from '@accountable/domain/kernel'
import type { AccountRow } from './account-table.js'

type BillingColumns = Pick<
  AccountRow,
  | 'billingProfileId'
  | 'billingFirstName'
  | 'billingLastName'
  | 'billingEmail'
  | 'culture'
  | 'language'
  | 'billingCompanyName'
  | 'country'
  | 'region'
  | 'state'
  | 'city'
  | 'district'
  | 'postalCode'
  | 'addressLine1'
  | 'addressLine2'
  | 'addressLine3'
  | 'addressFirstName'
  | 'addressMiddleName'
  | 'addressLastName'
  | 'phoneNumber'
  | 'addressEmail'
>

/** A billing profile as columns. */
export const billingColumns = ({ defaultAddress, ...billing }: BillingProfile<PersonalText>): BillingColumns => ({
  billingProfileId: billing.id,
  billingFirstName: billing.firstName,
  billingLastName: billing.lastName,
  billingEmail: billing.email,
  culture: billing.culture,
  language: billing.language,
  billingCompanyName: billing.companyName,
  country: defaultAddress.country,
  region: defaultAddress.region,
  state: defaultAddress.state,
  city: defaultAddress.city,
  district: defaultAddress.district,
  postalCode: defaultAddress.postalCode,
  addressLine1: defaultAddress.addressLine1,
  addressLine2: defaultAddress.addressLine2,
  addressLine3: defaultAddress.addressLine3,
  addressFirstName: defaultAddress.firstName,
  addressMiddleName: defaultAddress.middleName,
  addressLastName: defaultAddress.lastName,
  phoneNumber: defaultAddress.phoneNumber,
  addressEmail: defaultAddress.emailAddress
})

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
