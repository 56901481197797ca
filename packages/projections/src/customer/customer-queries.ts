import type { ReadModelStore } from '../read-model-store.js'
import { type AccountPage, accountQuery } from './account-query.js'
import type { ActivityEntry } from './activity-entry.js'
import { type ActivityQuery, activityQuery } from './activity-query.js'
import { type DirectoryEntry, type DirectoryQuery, directoryQuery } from './directory-query.js'
import { permissionIntervalsQuery } from './permission-intervals-query.js'
import { type ListedPermission, type Permission, type PermissionsQuery, permissionsQuery } from './permissions-query.js'
import type { Listed, QueryOptions } from './query.js'
import { invalidArgument } from './query-arguments.js'
import type { Answer } from './query-failure.js'

/** The door for reading. Every query takes `atLeast`, so that a caller sees its own write, and `asOf`, for any moment. */
export interface CustomerQueries {
  /** A customer's Account page; nothing where it was not registered. */
  readonly account: (customerId: string, options?: QueryOptions) => Promise<Answer<AccountPage | undefined>>
  /** The list of customers, by name. */
  readonly directory: (query?: DirectoryQuery) => Promise<Answer<Listed<DirectoryEntry>>>
  /** Who may purchase what, for all customers or for one. */
  readonly purchasePermissions: (query?: PermissionsQuery) => Promise<Answer<Listed<ListedPermission>>>
  /** Every interval in which a customer could purchase something, who opened and closed it, and why. */
  readonly purchasePermissionIntervals: (
    customerId: string,
    options?: QueryOptions
  ) => Promise<Answer<ReadonlyArray<Permission>>>
  /** What happened and what was tried, newest first. */
  readonly activityLog: (query?: ActivityQuery) => Promise<Answer<Listed<ActivityEntry>>>
}

/** Asks only what can be asked. */
const asked = async <Query extends QueryOptions, A>(
  query: Query,
  ask: (query: Query) => Promise<Answer<A>>
): Promise<Answer<A>> => {
  const failure = invalidArgument(query)
  return failure === undefined ? await ask(query) : { outcome: 'failed', failure }
}

/** Queries over read models that `customerProjections` keep, in this process or in another one. */
export const createCustomerQueries = (store: ReadModelStore): CustomerQueries => ({
  account: (customerId, options = {}) =>
    asked({ customerId, ...options }, (query) => accountQuery(store, customerId, query)),
  directory: (query = {}) => asked(query, () => directoryQuery(store, query)),
  purchasePermissions: (query = {}) => asked(query, () => permissionsQuery(store, query)),
  purchasePermissionIntervals: (customerId, options = {}) =>
    asked({ customerId, ...options }, (query) => permissionIntervalsQuery(store, customerId, query)),
  activityLog: (query = {}) => asked(query, () => activityQuery(store, query))
})
