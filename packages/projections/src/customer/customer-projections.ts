import type { Projection } from '../projection.js'
import { activityLog } from './activity-log.js'
import { attempts } from './attempts.js'
import { customerAccount } from './customer-account.js'
import { customerDirectory } from './customer-directory.js'
import type { CustomerRecord } from './customer-record.js'
import { purchasePermissions } from './purchase-permissions.js'

/** Every read model of customers: what `runProjections` is given beside `decodeCustomerRecord`. */
export const customerProjections: ReadonlyArray<Projection<CustomerRecord>> = [
  customerAccount,
  customerDirectory,
  purchasePermissions,
  activityLog,
  attempts
]
