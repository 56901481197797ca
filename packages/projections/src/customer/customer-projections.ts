import type { Projection } from '../projection.js'
import { activityLog } from './activity-log.js'
import { attempts } from './attempts.js'
import { customerAccount } from './customer-account.js'
import { customerDirectory } from './customer-directory.js'
import type { CustomerFeedEvent } from './customer-event.js'
import { purchasePermissions } from './purchase-permissions.js'

/** All read models of customers: what `createCustomerQueries` asks. Run them with `decodeCustomerFeed`. */
export const customerProjections: ReadonlyArray<Projection<CustomerFeedEvent>> = [
  customerAccount,
  customerDirectory,
  purchasePermissions,
  activityLog,
  attempts
]
