import type { CountryRules } from '../country/index.js'
import type { CompanyDetailsUpdate } from './commands.js'
import type { RegisteredFacts } from './events.js'
import type { Address, CompanyAddress } from './values/address.js'
import type { BillingProfile } from './values/billing-profile.js'
import type { CompanyDetails, CompanyProfile } from './values/company-profile.js'
import type { PartnerCenterCustomer } from './values/partner-center-customer.js'
import type { PurchaseEvidence } from './values/purchase-permission.js'

// Normalise, then compare (design §3). Every function here does nothing the second time.

const tidy = (text: string): string => text.normalize('NFC').trim().replace(/\s+/gu, ' ')

const tidyOrNull = (text: string | null): string | null => {
  const tidied = text === null ? '' : tidy(text)
  return tidied === '' ? null : tidied
}

const map = <A>(value: A | null, change: (value: A) => A): A | null => (value === null ? null : change(value))

const email = (text: string): string => {
  const tidied = tidy(text)
  const at = tidied.lastIndexOf('@')
  return (tidied.slice(0, at) + tidied.slice(at).toLowerCase()).normalize('NFC')
}

/** What nearly every tag looks like, and needs no second look: asking for the canonical one is slow. */
const plainTag = /^(?!iw|in|ji|jw|mo|sh)[a-z]{2}(-[A-Z]{2})?$/

/** BCP 47's own spelling, `en-US` for `EN-us`; what is no language tag stays as it is. */
const languageTag = (text: string): string => {
  const tidied = tidy(text)
  if (plainTag.test(tidied)) return tidied
  try {
    return Intl.getCanonicalLocales(tidied)[0] ?? tidied
  } catch {
    return tidied
  }
}

type AddressLeaves = Omit<Address, 'country' | 'addressLine1'>

const addressLeaves = (rules: CountryRules, country: string | null, address: AddressLeaves): AddressLeaves => {
  const byCountry = (text: string | null, change: (country: string, text: string) => string): string | null => {
    const tidied = tidyOrNull(text)
    return tidied === null ? null : tidyOrNull(change(country ?? '', tidied))
  }
  return {
    region: tidyOrNull(address.region),
    state: byCountry(address.state, rules.normaliseState),
    city: tidyOrNull(address.city),
    district: tidyOrNull(address.district),
    postalCode: byCountry(address.postalCode, rules.normalisePostalCode),
    addressLine2: tidyOrNull(address.addressLine2),
    addressLine3: tidyOrNull(address.addressLine3),
    firstName: tidyOrNull(address.firstName),
    middleName: tidyOrNull(address.middleName),
    lastName: tidyOrNull(address.lastName),
    phoneNumber: byCountry(address.phoneNumber, rules.normalisePhoneNumber),
    emailAddress: map(tidyOrNull(address.emailAddress), email)
  }
}

const companyAddress = (rules: CountryRules, address: CompanyAddress): CompanyAddress => {
  const country = map(address.country, (code) => code.toUpperCase())
  return { country, addressLine1: tidyOrNull(address.addressLine1), ...addressLeaves(rules, country, address) }
}

/** A billing profile in its one form, under the rules of its own country. */
export const normaliseBillingProfile = (rules: CountryRules, profile: BillingProfile): BillingProfile => {
  const country = profile.defaultAddress.country.toUpperCase()
  return {
    id: profile.id,
    firstName: tidy(profile.firstName),
    lastName: tidy(profile.lastName),
    email: email(profile.email),
    culture: languageTag(profile.culture),
    language: languageTag(profile.language),
    companyName: tidy(profile.companyName),
    defaultAddress: {
      country,
      addressLine1: tidy(profile.defaultAddress.addressLine1),
      ...addressLeaves(rules, country, profile.defaultAddress)
    }
  }
}

/** The two replaceable fields of the company profile in their one form. */
export const normaliseCompanyDetails = (details: CompanyDetails | CompanyDetailsUpdate): CompanyDetails => ({
  companyName: tidy(details.companyName),
  organizationRegistrationNumber: tidyOrNull(details.organizationRegistrationNumber)
})

/** The evidence of an Azure plan in its one form. */
export const normaliseEvidence = (evidence: PurchaseEvidence): PurchaseEvidence => ({
  ...evidence,
  offer: tidy(evidence.offer)
})

/** DNS names know no letter case. */
export const normaliseDomain = (domain: string): string => tidy(domain).toLowerCase()

/** The facts of a registration in their one form. */
export const normaliseRegistration = (
  rules: CountryRules,
  customer: PartnerCenterCustomer
): RegisteredFacts<string> => {
  const { attributes: _attributes, ...billing } = customer.billingProfile
  const company: CompanyProfile = {
    tenantId: customer.id,
    domain: normaliseDomain(customer.companyProfile.domain),
    ...normaliseCompanyDetails(customer.companyProfile),
    address: map(customer.companyProfile.address, (address) => companyAddress(rules, address)),
    email: map(customer.companyProfile.email, email)
  }
  return {
    customerId: customer.id,
    commerceId: customer.commerceId,
    companyProfile: company,
    billingProfile: normaliseBillingProfile(rules, billing),
    relationshipToPartner: tidyOrNull(customer.relationshipToPartner),
    allowDelegatedAccess: customer.allowDelegatedAccess,
    customDomains: [...new Set((customer.customDomains ?? []).map(normaliseDomain))].toSorted(),
    associatedPartnerId: tidyOrNull(customer.associatedPartnerId)
  }
}
