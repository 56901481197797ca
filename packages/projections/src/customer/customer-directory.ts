import type { CustomerEvent } from '@accountable/domain/customer'
import * as t from 'io-ts'
import { Timestamp } from '../column.js'
import { nothing, type Projection, type TimedEvent } from '../projection.js'
import { type RowOf, table } from '../table.js'
import {
  type CustomerFeedEvent,
  customerKeys,
  customerOf,
  isAttempt,
  isTimedAttempt,
  type RecordedFact
} from './customer-event.js'
import { searchKey, sortKey } from './text-key.js'

const textOrNull = t.union([t.string, t.null])

/** The Customer list. */
export const directoryTable = table({
  name: 'customer_directory',
  kind: 'history',
  comment: 'The list of customers, with the keys that it is searched and sorted by.',
  row: t.strict({
    customerId: t.string,
    companyName: t.string,
    domain: t.string,
    country: t.string,
    relationshipToPartner: textOrNull,
    registeredAt: Timestamp,
    searchKey: t.string,
    sortKey: t.string
  }),
  comments: {
    customerId: 'Id of the customer.',
    companyName: 'Name of the company, from its company details.',
    domain: 'Original domain of the tenant.',
    country: 'Country of the billing address, ISO 3166-1.',
    relationshipToPartner: 'Such as reseller.',
    registeredAt: 'When the customer was registered (effective time).',
    searchKey: 'The company name without case, accents and widths: search it, not the name.',
    sortKey: 'The same without punctuation: sort by it, then by customer_id.'
  },
  customer: 'customerId',
  indexes: [
    { on: ['sortKey', 'customerId'] },
    { on: ['country', 'sortKey', 'customerId'] },
    { on: ['relationshipToPartner', 'sortKey', 'customerId'] },
    { on: ['customerId', 'position'], versions: 'all' },
    { on: ['position'], versions: 'all' }
  ]
})

export type DirectoryRow = RowOf<typeof directoryTable>

const named = (companyName: string): Pick<DirectoryRow, 'companyName' | 'searchKey' | 'sortKey'> => ({
  companyName,
  searchKey: searchKey(companyName),
  sortKey: sortKey(companyName)
})

/** Permissions are not in the list. */
const isListed = ({ type }: CustomerEvent): boolean =>
  type !== 'PurchasePermissionGranted' && type !== 'PurchasePermissionRevoked'

const listedFields: ReadonlySet<string> = new Set([
  '/companyProfile/companyName',
  '/billingProfile/defaultAddress/country'
])

/** As events say it themselves, by the fields that they changed. */
const changesList = (event: CustomerEvent): boolean =>
  event.type === 'CustomerRegistered' ||
  (isListed(event) && event.data.changes.some(({ path }) => listedFields.has(path)))

const evolve = (
  before: DirectoryRow | undefined,
  { event, stored, effectiveAt }: TimedEvent<RecordedFact>
): DirectoryRow | undefined => {
  if (before === undefined) {
    if (event.type !== 'CustomerRegistered' || stored.revision !== 0n) return undefined
    const { companyProfile, billingProfile, relationshipToPartner } = event.data
    return {
      customerId: customerOf({ stored }),
      ...named(companyProfile.companyName),
      domain: companyProfile.domain,
      country: billingProfile.defaultAddress.country,
      relationshipToPartner,
      registeredAt: effectiveAt
    }
  }
  if (event.type === 'CompanyDetailsUpdated') {
    const { companyName } = event.data.companyDetails
    return companyName === before.companyName ? undefined : { ...before, ...named(companyName) }
  }
  if (event.type === 'BillingInfoUpdated') {
    const { country } = event.data.billingProfile.defaultAddress
    return country === before.country ? undefined : { ...before, country }
  }
  return undefined
}

/** Every customer in the list, under every name that it ever had. */
export const customerDirectory: Projection<CustomerFeedEvent, { directory: typeof directoryTable }> = {
  name: 'customer-directory',
  version: 2,
  group: 'customers',
  perCustomer: true,
  tables: { directory: directoryTable },
  recount: [
    { tables: ['directory'], rowsOf: (recorded) => (!isAttempt(recorded) && changesList(recorded.event) ? 1 : 0) }
  ],
  keysOf: (recorded) =>
    isAttempt(recorded) || !isListed(recorded.event) ? nothing : { directory: customerKeys(recorded) },
  evolve: (rows, timed) => {
    if (isTimedAttempt(timed) || !isListed(timed.event)) return nothing
    const id = customerOf(timed)
    const row = evolve(rows.directory.get(id), timed)
    return row === undefined ? nothing : { directory: [[id, row]] }
  }
}
