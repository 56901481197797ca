import type { ReadModelStore } from '../read-model-store.js'
import type { Condition } from '../selection.js'
import { cursorOf, valuesOf } from './cursor.js'
import { customerDirectory, type DirectoryRow, directoryTable } from './customer-directory.js'
import { at, awaitToken, type Listed, type MayBeParked, type QueryOptions, select } from './query.js'
import { type Answer, answer } from './query-failure.js'
import { searchKey } from './text-key.js'

export interface DirectoryQuery extends QueryOptions {
  /** Part of a company name; case, accents and widths do not matter. */
  readonly search?: string
  /** ISO 3166-1, in either case. */
  readonly country?: string
  readonly relationshipToPartner?: string
  /** 50 if not given. */
  readonly limit?: number
  /** `next` of the page before. */
  readonly after?: string
}

/** One customer in the list. */
export type DirectoryEntry = Omit<DirectoryRow, 'searchKey' | 'sortKey'> & MayBeParked

const conditions = ({
  search,
  country,
  relationshipToPartner
}: DirectoryQuery): ReadonlyArray<Condition<DirectoryRow>> => [
  ...(search === undefined ? [] : [{ property: 'searchKey' as const, contains: searchKey(search) }]),
  ...(country === undefined ? [] : [{ property: 'country' as const, is: country.toUpperCase() }]),
  ...(relationshipToPartner === undefined
    ? []
    : [{ property: 'relationshipToPartner' as const, is: relationshipToPartner }])
]

/**
 * Customers by name, page by page. One who is renamed while the pages are read may be met twice or missed, nobody else; as of a
 * position nobody is.
 */
export const directoryQuery = (store: ReadModelStore, query: DirectoryQuery): Promise<Answer<Listed<DirectoryEntry>>> =>
  answer(async () => {
    await awaitToken(store, [customerDirectory.name], query)
    const { limit = 50, after } = query
    const selection = {
      where: conditions(query),
      order: [{ property: 'sortKey' }, { property: 'customerId' }] as const,
      limit: limit + 1,
      ...(after === undefined ? {} : { after: valuesOf(after, ['text', 'text']) })
    }
    const found = await select(store, directoryTable, at(selection, query))
    const rows = found
      .slice(0, limit)
      .map(({ row: { searchKey: _search, sortKey: _sort, ...entry }, parkedSince = null }) => ({
        ...entry,
        parkedSince
      }))
    const last = found[limit - 1]
    return found.length > limit && last !== undefined
      ? { rows, next: cursorOf([last.row.sortKey, last.row.customerId]) }
      : { rows }
  })
