import type { CountryRules } from '../country/index.js'
import type { RegisteredFacts, RegistrationWarning } from './events.js'
import type { RuleCode, RuleViolation, Warning } from './rejections.js'
import type { Address } from './values/address.js'
import type { BillingProfile } from './values/billing-profile.js'
import { companyNameContainsTopLevelDomain, companyNameForbidden } from './values/company-name.js'
import type { CompanyDetails } from './values/company-profile.js'
import { contactNameForbidden } from './values/contact-name.js'
import { emailDomain } from './values/email-address.js'

/** What each rule asks for, in words for a person. */
const expectations: Readonly<Record<RuleCode, string>> = {
  CityRequired: 'a city, which addresses of this country need',
  StateRequired: 'a state, which addresses of this country need',
  StateUnknown: 'a state of this country, by its ISO 3166-2 code, and no region beside it',
  PostalCodeRequired: 'a postal code, which addresses of this country need',
  PostalCodeFormat: 'a postal code of the form that this country uses',
  PhoneRequired: 'a phone number, which is mandatory in this country',
  PhoneFormat: 'a phone number that is possible in this country, without extension',
  RegistrationNumberRequired: 'an organisation registration number, which is mandatory in this country',
  RegistrationNumberFormat:
    'an organisation registration number of the form that this country uses, not a personal one',
  CultureUnsupported: 'a culture that is supported in this country',
  CompanyNameForbidden: 'the full legal name of a company',
  ContactNameForbidden: 'the name of a person: 2 to 40 characters, no placeholder',
  EmailForbidden: 'an e-mail address outside microsoft.com and the partner’s own domains',
  ReasonRequired: 'a reason, which this change needs'
}

/** A broken rule at a dotted path of the command. */
export const violation = (path: string, code: RuleCode): RuleViolation => ({
  path,
  code,
  message: `expected ${expectations[code]}`
})

type Check = readonly [path: string, code: RuleCode | undefined]

const broken = (checks: ReadonlyArray<Check>): ReadonlyArray<RuleViolation> =>
  checks.flatMap(([path, code]) => (code === undefined ? [] : [violation(path, code)]))

const nameCheck = (path: string, name: string | null): Check => [
  path,
  name !== null && contactNameForbidden(name) ? 'ContactNameForbidden' : undefined
]

const companyNameCheck = (path: string, name: string): Check => [
  path,
  companyNameForbidden(name) ? 'CompanyNameForbidden' : undefined
]

const addressChecks = (rules: CountryRules, path: string, address: Address): ReadonlyArray<Check> => {
  const { country } = address
  return [
    [`${path}.city`, rules.checkCity(country, address.city)],
    [`${path}.state`, rules.checkState(country, address.state)],
    [`${path}.region`, rules.checkRegion(country, address.region)],
    [`${path}.postalCode`, rules.checkPostalCode(country, address.postalCode)],
    [`${path}.phoneNumber`, rules.checkPhoneNumber(country, address.phoneNumber)],
    nameCheck(`${path}.firstName`, address.firstName),
    nameCheck(`${path}.lastName`, address.lastName)
  ]
}

/** The rules that a billing profile breaks under the rules of its own country; it is normalised already. */
export const billingViolations = (
  rules: CountryRules,
  partnerDomains: ReadonlyArray<string>,
  path: string,
  profile: BillingProfile
): ReadonlyArray<RuleViolation> => {
  const emailCheck = (field: string, email: string | null): Check => {
    const domain = email === null ? '' : emailDomain(email)
    return [field, domain === 'microsoft.com' || partnerDomains.includes(domain) ? 'EmailForbidden' : undefined]
  }
  return broken([
    nameCheck(`${path}.firstName`, profile.firstName),
    nameCheck(`${path}.lastName`, profile.lastName),
    emailCheck(`${path}.email`, profile.email),
    [`${path}.culture`, rules.checkCulture(profile.defaultAddress.country, profile.culture)],
    companyNameCheck(`${path}.companyName`, profile.companyName),
    ...addressChecks(rules, `${path}.defaultAddress`, profile.defaultAddress),
    emailCheck(`${path}.defaultAddress.emailAddress`, profile.defaultAddress.emailAddress)
  ])
}

/** The rules that company details break; `country` is that of the customer's billing address. */
export const companyViolations = (
  rules: CountryRules,
  path: string,
  country: string,
  details: CompanyDetails
): ReadonlyArray<RuleViolation> =>
  broken([
    companyNameCheck(`${path}.companyName`, details.companyName),
    [
      `${path}.organizationRegistrationNumber`,
      rules.checkRegistrationNumber(country, details.organizationRegistrationNumber)
    ]
  ])

/** What is allowed for this company name, once somebody has looked at it. */
export const companyNameWarnings = (path: string, name: string): ReadonlyArray<Warning> =>
  companyNameContainsTopLevelDomain(name)
    ? [
        {
          path,
          code: 'CompanyNameContainsTopLevelDomain',
          message: 'the name contains a top-level domain; confirm it if that is the legal name'
        }
      ]
    : []

/** What is unusual about a registration's facts, as pointers' dotted paths and codes: rules broken and warnings alike. */
export const registrationFindings = (
  rules: CountryRules,
  partnerDomains: ReadonlyArray<string>,
  { companyProfile, billingProfile }: RegisteredFacts<string>
): ReadonlyArray<RegistrationWarning> =>
  [
    ...companyViolations(rules, 'companyProfile', billingProfile.defaultAddress.country, companyProfile),
    ...companyNameWarnings('companyProfile.companyName', companyProfile.companyName),
    ...billingViolations(rules, partnerDomains, 'billingProfile', billingProfile),
    ...companyNameWarnings('billingProfile.companyName', billingProfile.companyName)
  ].map(({ path, code }) => ({ path, code }))
