import type { DemoReport, ReportedAccount } from './report.js'
import { fields, heading, shown } from './terminal.js'

const joined = (...parts: ReadonlyArray<unknown>): string =>
  parts
    .filter((part) => part !== null)
    .map(shown)
    .join(', ')

const rowsOf = ({ account }: ReportedAccount): ReadonlyArray<readonly [string, string]> => {
  const { companyProfile, billingProfile, purchasePermissions } = account
  const { defaultAddress: address, firstName, lastName, email } = billingProfile
  const { addressLine1, addressLine2, addressLine3, city, state, region, postalCode, country } = address
  return [
    ['Company name', shown(companyProfile.companyName)],
    ['Domain', shown(companyProfile.domain)],
    ['Microsoft ID', shown(account.customerId)],
    ['Registration number', shown(companyProfile.organizationRegistrationNumber)],
    ['Relationship', shown(account.relationshipToPartner)],
    ['Bill-to company', shown(billingProfile.companyName)],
    ['Billing contact', `${shown(firstName)} ${shown(lastName)}, ${shown(email)}`],
    ['Bill-to address', joined(addressLine1, addressLine2, addressLine3, city, state, region, postalCode, country)],
    ['Phone', shown(address.phoneNumber)],
    ['Culture, language', joined(billingProfile.culture, billingProfile.language)],
    ...Object.entries(purchasePermissions).map(
      ([resource, granted]) => [`May purchase ${resource}`, granted ? 'yes' : 'no'] as const
    )
  ]
}

/** One customer's Account page. */
export const printAccount = ({ account }: DemoReport): string =>
  account === null
    ? `${heading('Account')}\nno such customer`
    : `${heading(`Account of ${shown(account.account.companyProfile.companyName)}, revision ${account.revision}`)}\n${fields(rowsOf(account))}`
