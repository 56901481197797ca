import * as t from 'io-ts'
import { JsonValue, PersonalText, RevisionText, Timestamp } from '../column.js'
import { type RowOf, table } from '../table.js'

const textOrNull = t.union([t.string, t.null])
const personalOrNull = t.union([PersonalText, t.null])

/** The Account page of one customer, one column a field. */
export const accountTable = table({
  name: 'customer_account',
  kind: 'history',
  comment: 'The account of each customer: company details, billing information and purchase permissions.',
  row: t.strict({
    customerId: t.string,
    revision: RevisionText,
    registeredAt: Timestamp,
    changedAt: Timestamp,
    commerceId: textOrNull,
    relationshipToPartner: textOrNull,
    allowDelegatedAccess: t.union([t.boolean, t.null]),
    customDomains: t.readonlyArray(t.string),
    associatedPartnerId: textOrNull,
    tenantId: t.string,
    domain: t.string,
    companyName: t.string,
    organizationRegistrationNumber: personalOrNull,
    companyEmail: personalOrNull,
    companyAddress: JsonValue,
    billingProfileId: textOrNull,
    billingFirstName: PersonalText,
    billingLastName: PersonalText,
    billingEmail: PersonalText,
    culture: t.string,
    language: t.string,
    billingCompanyName: t.string,
    country: t.string,
    region: textOrNull,
    state: textOrNull,
    city: textOrNull,
    district: textOrNull,
    postalCode: textOrNull,
    addressLine1: PersonalText,
    addressLine2: personalOrNull,
    addressLine3: personalOrNull,
    addressFirstName: personalOrNull,
    addressMiddleName: personalOrNull,
    addressLastName: personalOrNull,
    phoneNumber: personalOrNull,
    addressEmail: personalOrNull,
    mayPurchaseReservedInstances: t.boolean,
    mayPurchaseSavingsPlans: t.boolean
  }),
  comments: {
    customerId: 'Id of the customer, which is the id of its tenant.',
    revision: 'Revision of the last event in the stream of the customer.',
    registeredAt: 'When the customer was registered (effective time).',
    changedAt: 'When the account changed last (effective time).',
    commerceId: 'Id in the commerce system of Partner Center.',
    relationshipToPartner: 'Such as reseller.',
    allowDelegatedAccess: 'Whether the partner has delegated administration privileges.',
    customDomains: 'Domains of the tenant, a JSON list.',
    associatedPartnerId: 'The indirect reseller of the customer.',
    tenantId: 'Id of the tenant.',
    domain: 'Original domain of the tenant.',
    companyName: 'Company details: name of the company.',
    organizationRegistrationNumber: 'Company details: registration number, where the country asks for one.',
    companyEmail: 'E-mail of the company profile, as registered.',
    companyAddress:
      'Address of the company profile as registered, a JSON object or null; {"erased":true} where a value was erased.',
    billingProfileId: 'Id of the billing profile.',
    billingFirstName: 'First name of the billing contact.',
    billingLastName: 'Last name of the billing contact.',
    billingEmail: 'E-mail of the billing contact.',
    culture: 'Culture of communication and currency, such as en-US.',
    language: 'Language of communication.',
    billingCompanyName: 'Name on invoices, a fact apart from the company name.',
    country: 'Billing address: ISO 3166-1 country code.',
    region: 'Billing address: region.',
    state: 'Billing address: state or province.',
    city: 'Billing address: city.',
    district: 'Billing address: district.',
    postalCode: 'Billing address: postal code.',
    addressLine1: 'Billing address: first line.',
    addressLine2: 'Billing address: second line.',
    addressLine3: 'Billing address: third line.',
    addressFirstName: 'Billing address: first name.',
    addressMiddleName: 'Billing address: middle name.',
    addressLastName: 'Billing address: last name.',
    phoneNumber: 'Billing address: phone number.',
    addressEmail: 'Billing address: e-mail.',
    mayPurchaseReservedInstances: 'Whether the customer may purchase Azure reservations itself.',
    mayPurchaseSavingsPlans: 'Whether the customer may purchase Azure savings plans itself.'
  },
  customer: 'customerId',
  indexes: [
    { on: ['customerId', 'position'], versions: 'all' },
    { on: ['position'], versions: 'all' }
  ]
})

export type AccountRow = RowOf<typeof accountTable>
