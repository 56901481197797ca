import type { CustomerAccount } from '@accountable/domain/customer'
import { comparePositions, formatPosition, type Personal } from '@accountable/domain/kernel'
import type { ReadModelStore } from '../read-model-store.js'
import type { RowVersion, Stamp } from '../row-version.js'
import type { AsOf, Condition } from '../selection.js'
import { activityLog } from './activity-log.js'
import { type ActivityLogEntry, type ActivityLogFilter, selectActivityLog } from './activity-log-query.js'
import { attempts } from './attempts.js'
import { cursorAfter } from './cursor.js'
import { accountOfRow, customerAccount } from './customer-account.js'
import { type CustomerDirectoryRow, customerDirectory } from './customer-directory.js'
import { type PurchasePermissionRow, purchasePermissions } from './purchase-permissions.js'
import { type Answer, answer, type Page, pageSize, pageStart, type QueryOptions } from './query.js'
import { foldName } from './search-key.js'

/** Where a row comes from: the event that made it, on both clocks. */
export interface RowSource {
  /** `commit:prepare`. */
  readonly position: string
  /** ISO 8601, UTC. */
  readonly effectiveAt: string
  readonly recordedAt: string
}

/** The Account page. */
export interface AccountPage extends RowSource {
  readonly account: CustomerAccount
  /** Decimal. */
  readonly revision: string
}

/** One customer of the list. */
export type DirectoryEntry = Omit<CustomerDirectoryRow, 'searchKey' | 'sortKey' | 'registeredAt'> & {
  readonly registeredAt: string
}

export interface DirectoryFilter {
  /** Part of either name or of the domain; letter case and accents do not matter. */
  readonly search?: string
  readonly country?: string
  readonly relationshipToPartner?: string
  readonly limit?: number
  readonly cursor?: string
}

/** One end of an interval: who, when and why. */
export interface PermissionAct {
  /** Effective time, ISO 8601, UTC. */
  readonly at: string
  readonly recordedAt: string
  readonly revision: string
  readonly by: { readonly id: string; readonly userPrincipalName: Personal<string> | null }
  readonly reason: {
    readonly code: string | null
    readonly text: Personal<string> | null
    readonly ticket: string | null
  }
}

/** A time in which a customer may purchase a resource; open while nothing has ended it. */
export interface PermissionInterval {
  readonly customerId: string
  readonly resource: string
  readonly granted: PermissionAct
  readonly revoked: PermissionAct | null
}

/** The door for reading: every query waits with `atLeast` and looks back with `asOf`. */
export interface CustomerQueries {
  readonly account: (customerId: string, options?: QueryOptions) => Promise<Answer<AccountPage | undefined>>
  readonly directory: (filter?: DirectoryFilter, options?: QueryOptions) => Promise<Answer<Page<DirectoryEntry>>>
  /** Who may purchase what: the permissions that hold, of one customer or of all. */
  readonly purchasePermissions: (
    filter?: { readonly customerId?: string; readonly limit?: number; readonly cursor?: string },
    options?: QueryOptions
  ) => Promise<Answer<Page<PermissionInterval>>>
  /** When a customer could purchase what, oldest first. */
  readonly permissionIntervals: (
    customerId: string,
    options?: QueryOptions
  ) => Promise<Answer<ReadonlyArray<PermissionInterval>>>
  readonly activityLog: (filter?: ActivityLogFilter, options?: QueryOptions) => Promise<Answer<Page<ActivityLogEntry>>>
}

const iso = (time: number): string => new Date(time).toISOString()

const sourceOf = ({ position, effectiveAt, recordedAt }: Stamp): RowSource => ({
  position: formatPosition(position),
  effectiveAt: iso(effectiveAt),
  recordedAt: iso(recordedAt)
})

const intervalOf = ({ row }: RowVersion<PurchasePermissionRow>): PermissionInterval => ({
  customerId: row.customerId,
  resource: row.resource,
  granted: {
    at: iso(row.grantedAt),
    recordedAt: iso(row.grantRecordedAt),
    revision: row.grantRevision,
    by: { id: row.grantedBy, userPrincipalName: row.grantedByName },
    reason: { code: row.grantReason, text: row.grantReasonText, ticket: row.grantTicket }
  },
  revoked:
    row.revokedAt === null || row.revokeRecordedAt === null || row.revokeRevision === null || row.revokedBy === null
      ? null
      : {
          at: iso(row.revokedAt),
          recordedAt: iso(row.revokeRecordedAt),
          revision: row.revokeRevision,
          by: { id: row.revokedBy, userPrincipalName: row.revokedByName },
          reason: { code: row.revokeReason, text: row.revokeReasonText, ticket: row.revokeTicket }
        }
})

/** Twice what a customer with a change of permissions every day of ten years has. */
const mostVersions = 10_000

const isLater = (stamp: Stamp, asOf: AsOf): boolean => {
  if ('position' in asOf) return comparePositions(stamp.position, asOf.position) > 0
  return 'effectiveAt' in asOf ? stamp.effectiveAt > asOf.effectiveAt : stamp.recordedAt > asOf.recordedAt
}

const nextOf = <R>(found: ReadonlyArray<R>, limit: number, cursor: (last: R) => string): string | undefined => {
  const last = found[limit - 1]
  return found.length > limit && last !== undefined ? cursor(last) : undefined
}

/** Queries over read models, whichever store holds them and whichever process fills them. */
export const createCustomerQueries = (store: ReadModelStore): CustomerQueries => ({
  account: (customerId, options = {}) =>
    answer(store, [customerAccount.name], options, customerId.toLowerCase(), async ({ rows, asOf }) => {
      const [found] = await rows(customerAccount.tables.account, {
        where: [{ property: 'customerId', is: customerId.toLowerCase() }],
        order: [{ property: 'customerId' }],
        limit: 1,
        asOf
      })
      return found === undefined
        ? undefined
        : { account: accountOfRow(found.row), revision: found.row.revision, ...sourceOf(found.from) }
    }),

  directory: ({ search, country, relationshipToPartner, limit: asked, cursor } = {}, options = {}) =>
    answer(store, [customerDirectory.name], options, undefined, async ({ rows, asOf }) => {
      const limit = pageSize(asked)
      const after = pageStart(cursor, ['string', 'string'])
      const where: ReadonlyArray<Condition<CustomerDirectoryRow>> = [
        ...(search === undefined ? [] : [{ property: 'searchKey' as const, contains: foldName(search) }]),
        ...(country === undefined ? [] : [{ property: 'country' as const, is: country.toUpperCase() }]),
        ...(relationshipToPartner === undefined
          ? []
          : [{ property: 'relationshipToPartner' as const, is: relationshipToPartner }])
      ]
      const found = await rows(customerDirectory.tables.directory, {
        where,
        order: [{ property: 'sortKey' }, { property: 'customerId' }],
        limit: limit + 1,
        asOf,
        ...(after === undefined ? {} : { after })
      })
      return {
        items: found.slice(0, limit).map(({ row: { searchKey: _search, sortKey: _sort, registeredAt, ...entry } }) => ({
          ...entry,
          registeredAt: iso(registeredAt)
        })),
        next: nextOf(found, limit, ({ row }) => cursorAfter([row.sortKey, row.customerId]))
      }
    }),

  purchasePermissions: ({ customerId, limit: asked, cursor } = {}, options = {}) =>
    answer(store, [purchasePermissions.name], options, customerId?.toLowerCase(), async ({ rows, asOf }) => {
      const limit = pageSize(asked)
      const after = pageStart(cursor, ['string', 'string'])
      const found = await rows(purchasePermissions.tables.permission, {
        where: [
          { property: 'granted', is: true },
          ...(customerId === undefined ? [] : [{ property: 'customerId' as const, is: customerId.toLowerCase() }])
        ],
        order: [{ property: 'customerId' }, { property: 'resource' }],
        limit: limit + 1,
        asOf,
        ...(after === undefined ? {} : { after })
      })
      return {
        items: found.slice(0, limit).map(intervalOf),
        next: nextOf(found, limit, ({ row }) => cursorAfter([row.customerId, row.resource]))
      }
    }),

  permissionIntervals: (customerId, options = {}) =>
    answer(store, [purchasePermissions.name], options, customerId.toLowerCase(), async ({ rows, asOf }) => {
      const versions = await rows(purchasePermissions.tables.permission, {
        where: [{ property: 'customerId', is: customerId.toLowerCase() }],
        order: [{ property: 'position' }],
        limit: mostVersions,
        versions: 'all'
      })
      // A grant's last version says how it ended; at an earlier moment it may not have.
      const intervals = new Map<string, PermissionInterval>()
      for (const version of versions) {
        if (asOf !== undefined && isLater(version.from, asOf)) continue
        intervals.set(`${version.key}@${version.row.grantRevision}`, intervalOf(version))
      }
      return [...intervals.values()]
    }),

  activityLog: (filter = {}, options = {}) =>
    answer(store, [activityLog.name, attempts.name], options, filter.customerId?.toLowerCase(), (steps) =>
      selectActivityLog(steps, filter)
    )
})
