import type { ReadModelStore } from '../read-model-store.js'
import type { Condition } from '../selection.js'
import { directoryTable } from './customer-directory.js'
import { select } from './query.js'
import { searchKey } from './text-key.js'

/**
 * Up to so many customers a log is asked by their ids, which it has an index for, and which cost each about as much as fifty rows.
 * Beyond, it is gone through until a page is full, which is sooner the more of all customers they are.
 */
const fewCustomers = 100
/** Of few customers, with what they were called before. */
const fewNames = 3 * fewCustomers

/**
 * The conditions for part of a company's name as of then. Names are searched among those that customers ever had, which are
 * few, and not among the log's rows, which are many.
 */
export const namesOnRecord = async (
  store: ReadModelStore,
  company: string
): Promise<ReadonlyArray<Condition<{ readonly customerId: string; readonly customerSearchKey: string }>>> => {
  const part = searchKey(company)
  const named = await select(store, directoryTable, {
    where: [{ property: 'searchKey', contains: part }],
    order: [], // Any of them will do: an order would be looked up in an index, row by row, where all rows are looked at anyway.
    limit: fewNames,
    versions: 'all'
  })
  const ids = [...new Set(named.map(({ row }) => row.customerId))]
  const byName = { property: 'customerSearchKey', contains: part } as const
  return ids.length > fewCustomers || named.length === fewNames
    ? [byName]
    : [byName, { property: 'customerId', isOneOf: ids }]
}
