import { customerStream, type PurchaseResource } from '@accountable/domain/customer'
import type { Personal } from '@accountable/domain/kernel'
import type { ReadModelStore } from '../read-model-store.js'
import type { FoundRow } from '../row-version.js'
import type { Condition } from '../selection.js'
import { cursorOf, valuesOf } from './cursor.js'
import { customerDirectory, directoryTable } from './customer-directory.js'
import { type PermissionRow, permissionTable, purchasePermissions } from './purchase-permissions.js'
import { at, awaitToken, kept, type Listed, type MayBeParked, type QueryOptions, select } from './query.js'
import { type Answer, answer } from './query-failure.js'

export interface PermissionsQuery extends QueryOptions {
  readonly customerId?: string
  readonly resource?: PurchaseResource
  /** Only permissions that held; every one that was ever granted if false. True if not given. */
  readonly grantedOnly?: boolean
  /** 50 if not given. */
  readonly limit?: number
  readonly after?: string
}

/** Who granted a permission or took it back, and why. */
export interface PermissionDecision {
  /** Effective time, milliseconds since 1970. */
  readonly at: number
  readonly actorId: string
  readonly actorName: Personal<string> | null
  readonly reason: {
    readonly code: string
    readonly text: Personal<string> | null
    readonly ticket: string | null
  } | null
}

/** A permission and its last interval; it is open while nothing took it back. */
export interface Permission extends MayBeParked {
  readonly customerId: string
  readonly resource: PurchaseResource
  readonly granted: boolean
  readonly grant: PermissionDecision | null
  readonly evidence: { readonly subscriptionId: string; readonly offer: string; readonly checkedAt: string } | null
  readonly revocation: PermissionDecision | null
}

/** With the customer's name as of the moment that was asked for. */
export interface ListedPermission extends Permission {
  readonly companyName: string | null
}

const decision = (
  at_: number | null,
  actorId: string | null,
  actorName: Personal<string> | null,
  code: string | null,
  text: Personal<string> | null,
  ticket: string | null
): PermissionDecision | null =>
  at_ === null || actorId === null
    ? null
    : { at: at_, actorId, actorName, reason: code === null ? null : { code, text, ticket } }

export const permissionOf = ({ row, parkedSince }: FoundRow<PermissionRow>): Permission => ({
  customerId: row.customerId,
  resource: row.resource,
  granted: row.granted,
  grant: decision(
    row.grantedAt,
    row.grantedById,
    row.grantedByName,
    row.grantReasonCode,
    row.grantReasonText,
    row.grantTicket
  ),
  evidence:
    row.subscriptionId === null || row.offer === null || row.evidenceCheckedAt === null
      ? null
      : { subscriptionId: row.subscriptionId, offer: row.offer, checkedAt: row.evidenceCheckedAt },
  revocation: decision(
    row.revokedAt,
    row.revokedById,
    row.revokedByName,
    row.revokeReasonCode,
    row.revokeReasonText,
    row.revokeTicket
  ),
  parkedSince: parkedSince ?? null
})

const conditions = ({
  customerId,
  resource,
  grantedOnly = true
}: PermissionsQuery): ReadonlyArray<Condition<PermissionRow>> => [
  ...(grantedOnly ? [{ property: 'granted' as const, is: true }] : []),
  ...(customerId === undefined ? [] : [{ property: 'customerId' as const, is: customerId }]),
  ...(resource === undefined ? [] : [{ property: 'resource' as const, is: resource }])
]

/** Waits for the query's token; for projections besides only where the store has them. */
export const awaitPermissions = async (
  store: ReadModelStore,
  query: QueryOptions,
  customerId: string | undefined,
  besides: ReadonlyArray<string> = []
): Promise<void> => {
  if (query.atLeast === undefined) return
  const names = [purchasePermissions.name, ...(await kept(store, besides))]
  await awaitToken(store, names, query, customerId === undefined ? [] : [customerStream(customerId)])
}

/** Who may purchase what, now or as of a moment: by customer, page by page. */
export const permissionsQuery = (
  store: ReadModelStore,
  query: PermissionsQuery
): Promise<Answer<Listed<ListedPermission>>> =>
  answer(async () => {
    await awaitPermissions(store, query, query.customerId, [customerDirectory.name])
    const { limit = 50, after } = query
    const selection = {
      where: conditions(query),
      order: [{ property: 'customerId' }, { property: 'resource' }] as const,
      limit: limit + 1,
      ...(after === undefined ? {} : { after: valuesOf(after, ['text', 'text']) })
    }
    const found = await select(store, permissionTable, at(selection, query))
    const page = found.slice(0, limit).map(permissionOf)
    const ids = [...new Set(page.map(({ customerId }) => customerId))]
    const where = [{ property: 'rowKey' as const, isOneOf: ids }]
    const names = await select(store, directoryTable, at({ where, order: [], limit: ids.length }, query))
    const nameOf = new Map(names.map(({ row }) => [row.customerId, row.companyName]))
    const rows = page.map((one) => ({ ...one, companyName: nameOf.get(one.customerId) ?? null }))
    const last = page.at(-1)
    return found.length > limit && last !== undefined
      ? { rows, next: cursorOf([last.customerId, last.resource]) }
      : { rows }
  })
