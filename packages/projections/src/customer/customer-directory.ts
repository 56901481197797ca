import * as t from 'io-ts'
import { Timestamp } from '../column.js'
import type { Projection } from '../projection.js'
import { type RowOf, table } from '../table.js'
import { type CustomerRecord, customerIdOf, isFact } from './customer-record.js'
import { foldName } from './search-key.js'

const directoryTable = table({
  name: 'customer_directory',
  kind: 'history',
  comment: 'The customer list: one row a customer, found by name, domain, country and relationship.',
  customer: 'customerId',
  row: t.strict({
    customerId: t.string,
    companyName: t.string,
    billingCompanyName: t.string,
    domain: t.string,
    country: t.string,
    relationshipToPartner: t.union([t.string, t.null]),
    registeredAt: Timestamp,
    searchKey: t.string,
    sortKey: t.string
  }),
  comments: {
    customerId: 'The customer.',
    companyName: 'The name of the company profile.',
    billingCompanyName: 'The name on the billing side.',
    domain: 'The original tenant domain.',
    country: 'Country of the billing address, ISO 3166-1 alpha-2.',
    relationshipToPartner: 'reseller, advisor …, as Partner Center says it.',
    registeredAt: 'When the registration took effect.',
    searchKey: 'Both names and the domain, folded: marks stripped, letter case folded.',
    sortKey: 'The company’s name, folded the same way; sorts by code point.'
  },
  indexes: [{ on: ['sortKey', 'customerId'] }, { on: ['country', 'sortKey', 'customerId'] }]
})

export type CustomerDirectoryRow = RowOf<typeof directoryTable>

type Entry = Omit<CustomerDirectoryRow, 'searchKey' | 'sortKey'>

const withKeys = (entry: Entry): CustomerDirectoryRow => ({
  ...entry,
  searchKey: [entry.companyName, entry.billingCompanyName, entry.domain].map(foldName).join('\n'),
  sortKey: foldName(entry.companyName)
})

/** The customer list, with its history. */
export const customerDirectory = {
  name: 'customer_directory',
  version: 1,
  group: 'customers',
  tables: { directory: directoryTable },
  keysOf: (record: CustomerRecord) =>
    record.event.type === 'CustomerRegistered' ||
    record.event.type === 'CompanyDetailsUpdated' ||
    record.event.type === 'BillingInfoUpdated'
      ? { directory: [customerIdOf(record)] }
      : {},
  evolve: (rows, record) => {
    if (!isFact(record)) return {}
    const { event, effectiveAt } = record
    const key = customerIdOf(record)
    const write = (entry: Entry) => ({ directory: [[key, withKeys(entry)] as const] })
    if (event.type === 'CustomerRegistered') {
      const { companyProfile, billingProfile, relationshipToPartner } = event.data
      return write({
        customerId: key,
        companyName: companyProfile.companyName,
        billingCompanyName: billingProfile.companyName,
        domain: companyProfile.domain,
        country: billingProfile.defaultAddress.country,
        relationshipToPartner,
        registeredAt: effectiveAt
      })
    }
    if (event.type !== 'CompanyDetailsUpdated' && event.type !== 'BillingInfoUpdated') return {}
    const before = rows.directory.get(key)
    if (before === undefined) return {}
    if (event.type === 'CompanyDetailsUpdated') {
      const { companyName } = event.data.companyDetails
      return companyName === before.companyName ? {} : write({ ...before, companyName })
    }
    const { companyName: billingCompanyName, defaultAddress } = event.data.billingProfile
    return billingCompanyName === before.billingCompanyName && defaultAddress.country === before.country
      ? {}
      : write({ ...before, billingCompanyName, country: defaultAddress.country })
  }
} satisfies Projection<CustomerRecord, { directory: typeof directoryTable }>
