export type { ActivityLogRow } from './activity-log.js'
export { activityLog } from './activity-log.js'
export type { ActivityLogEntry, ActivityLogFilter } from './activity-log-query.js'
export type { AttemptRow } from './attempts.js'
export { attempts } from './attempts.js'
export type { CustomerAccountRow } from './customer-account.js'
export { accountOfRow, customerAccount } from './customer-account.js'
export type { CustomerDirectoryRow } from './customer-directory.js'
export { customerDirectory } from './customer-directory.js'
export { customerProjections } from './customer-projections.js'
export type {
  AccountPage,
  CustomerQueries,
  DirectoryEntry,
  DirectoryFilter,
  PermissionAct,
  PermissionInterval,
  RowSource
} from './customer-queries.js'
export { createCustomerQueries } from './customer-queries.js'
export type { CustomerRecord } from './customer-record.js'
export { decodeCustomerRecord } from './customer-record.js'
export type { Moment } from './moment.js'
export type { Operation } from './operations.js'
export { operations } from './operations.js'
export type { PurchasePermissionRow } from './purchase-permissions.js'
export { purchasePermissions } from './purchase-permissions.js'
export type { Answer, InvalidQuery, Page, QueryError, QueryOptions } from './query.js'
export { foldName } from './search-key.js'
