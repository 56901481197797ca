import type {
  Address,
  BillingProfile,
  CompanyAddress,
  CustomerAccount,
  CustomerRegistered,
  PersonalText as Text
} from '@accountable/domain/customer'
import * as t from 'io-ts'
import { JsonValue, PersonalText, RevisionText } from '../column.js'
import type { Projection } from '../projection.js'
import { type RowOf, table } from '../table.js'
import { type CustomerRecord, customerIdOf, isFact } from './customer-record.js'

const text = t.union([t.string, t.null])
const personal = t.union([PersonalText, t.null])

const accountTable = table({
  name: 'customer_account',
  kind: 'history',
  comment: 'The Account page of each customer: company details, billing information, purchase permissions.',
  customer: 'customerId',
  row: t.strict({
    customerId: t.string,
    commerceId: text,
    domain: t.string,
    companyName: t.string,
    organizationRegistrationNumber: personal,
    companyEmail: personal,
    companyAddress: t.union([JsonValue, t.null]),
    billingProfileId: text,
    firstName: PersonalText,
    lastName: PersonalText,
    email: PersonalText,
    culture: t.string,
    language: t.string,
    billingCompanyName: t.string,
    country: t.string,
    region: text,
    state: text,
    city: text,
    district: text,
    postalCode: text,
    addressLine1: PersonalText,
    addressLine2: personal,
    addressLine3: personal,
    addressFirstName: personal,
    addressMiddleName: personal,
    addressLastName: personal,
    phoneNumber: personal,
    addressEmail: personal,
    relationshipToPartner: text,
    allowDelegatedAccess: t.union([t.boolean, t.null]),
    customDomains: t.array(t.string),
    associatedPartnerId: text,
    azureReservedInstances: t.boolean,
    azureSavingsPlan: t.boolean,
    revision: RevisionText
  }),
  comments: {
    customerId: 'The customer: its Microsoft Entra tenant id.',
    commerceId: 'Its id in the commerce system.',
    domain: 'The original tenant domain; never changes.',
    companyName: 'The name of the company profile, shown in lists.',
    organizationRegistrationNumber: 'The organisation’s number in its country’s register.',
    companyEmail: 'The e-mail address of the company profile.',
    companyAddress: 'The address of the company profile, a fact of registration; null where none was known.',
    billingProfileId: 'The id of the billing profile.',
    firstName: 'First name of the billing contact.',
    lastName: 'Last name of the billing contact.',
    email: 'E-mail address of the billing contact.',
    culture: 'Culture for communication and currency, BCP 47.',
    language: 'Language of communication.',
    billingCompanyName: 'The name on the billing side; it may differ from the company’s.',
    country: 'Country of the billing address, ISO 3166-1 alpha-2.',
    region: 'Region of the billing address.',
    state: 'State of the billing address; a code in US, CA, CN and MX.',
    city: 'City of the billing address.',
    district: 'District of the billing address.',
    postalCode: 'Postal code of the billing address, in its country’s form.',
    addressLine1: 'First line of the billing address.',
    addressLine2: 'Second line of the billing address.',
    addressLine3: 'Third line of the billing address.',
    addressFirstName: 'First name on the billing address.',
    addressMiddleName: 'Middle name on the billing address.',
    addressLastName: 'Last name on the billing address.',
    phoneNumber: 'Phone number, national significant digits.',
    addressEmail: 'E-mail address on the billing address.',
    relationshipToPartner: 'reseller, advisor …, as Partner Center says it.',
    allowDelegatedAccess: 'Whether the partner has delegated access.',
    customDomains: 'Further domains of the tenant.',
    associatedPartnerId: 'The indirect reseller.',
    azureReservedInstances: 'Whether the customer may purchase Azure reservations itself.',
    azureSavingsPlan: 'Whether the customer may purchase Azure savings plans itself.',
    revision: 'The revision of the customer’s stream that this row tells of.'
  },
  indexes: []
})

export type CustomerAccountRow = RowOf<typeof accountTable>

const billingColumns = ({ defaultAddress, ...profile }: BillingProfile<Text>) =>
  ({
    billingProfileId: profile.id,
    firstName: profile.firstName,
    lastName: profile.lastName,
    email: profile.email,
    culture: profile.culture,
    language: profile.language,
    billingCompanyName: profile.companyName,
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
  }) satisfies Partial<CustomerAccountRow>

const registeredRow = ({ data }: CustomerRegistered): Omit<CustomerAccountRow, 'revision'> => ({
  customerId: data.customerId,
  commerceId: data.commerceId,
  domain: data.companyProfile.domain,
  companyName: data.companyProfile.companyName,
  organizationRegistrationNumber: data.companyProfile.organizationRegistrationNumber,
  companyEmail: data.companyProfile.email,
  companyAddress: data.companyProfile.address as CustomerAccountRow['companyAddress'],
  ...billingColumns(data.billingProfile),
  relationshipToPartner: data.relationshipToPartner,
  allowDelegatedAccess: data.allowDelegatedAccess,
  customDomains: [...data.customDomains],
  associatedPartnerId: data.associatedPartnerId,
  azureReservedInstances: false,
  azureSavingsPlan: false
})

const permissionColumns: Readonly<Record<string, 'azureReservedInstances' | 'azureSavingsPlan'>> = {
  AzureReservedInstances: 'azureReservedInstances',
  AzureSavingsPlan: 'azureSavingsPlan'
}

const nextRow = (before: CustomerAccountRow | undefined, record: CustomerRecord): CustomerAccountRow | undefined => {
  if (!isFact(record)) return undefined
  const { event, stored } = record
  const revision = stored.revision.toString()
  if (before === undefined)
    return event.type === 'CustomerRegistered' ? { ...registeredRow(event), revision } : undefined
  switch (event.type) {
    case 'CustomerRegistered':
      return { ...before, revision }
    case 'CompanyDetailsUpdated':
      return { ...before, ...event.data.companyDetails, revision }
    case 'BillingInfoUpdated':
      return { ...before, ...billingColumns(event.data.billingProfile), revision }
    case 'PurchasePermissionGranted':
    case 'PurchasePermissionRevoked': {
      const column = permissionColumns[event.data.resource]
      const granted = event.type === 'PurchasePermissionGranted'
      return column === undefined ? { ...before, revision } : { ...before, [column]: granted, revision }
    }
  }
}

/** The whole Account page, one row a customer, with its history. */
export const customerAccount = {
  name: 'customer_account',
  version: 1,
  group: 'customers',
  tables: { account: accountTable },
  keysOf: (record: CustomerRecord) => (isFact(record) ? { account: [customerIdOf(record)] } : {}),
  evolve: (rows, record) => {
    if (!isFact(record)) return {}
    const key = customerIdOf(record)
    const row = nextRow(rows.account.get(key), record)
    return row === undefined ? {} : { account: [[key, row]] }
  }
} satisfies Projection<CustomerRecord, { account: typeof accountTable }>

const billingAddress = (row: CustomerAccountRow): Address<Text> => ({
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
})

/** A row as the account that the write model knows. */
export const accountOfRow = (row: CustomerAccountRow): CustomerAccount => ({
  customerId: row.customerId,
  commerceId: row.commerceId,
  companyProfile: {
    tenantId: row.customerId,
    domain: row.domain,
    companyName: row.companyName,
    organizationRegistrationNumber: row.organizationRegistrationNumber,
    address: row.companyAddress as CompanyAddress<Text> | null,
    email: row.companyEmail
  },
  billingProfile: {
    id: row.billingProfileId,
    firstName: row.firstName,
    lastName: row.lastName,
    email: row.email,
    culture: row.culture,
    language: row.language,
    companyName: row.billingCompanyName,
    defaultAddress: billingAddress(row)
  },
  relationshipToPartner: row.relationshipToPartner,
  allowDelegatedAccess: row.allowDelegatedAccess,
  customDomains: row.customDomains,
  associatedPartnerId: row.associatedPartnerId,
  purchasePermissions: {
    AzureReservedInstances: row.azureReservedInstances,
    AzureSavingsPlan: row.azureSavingsPlan
  }
})
