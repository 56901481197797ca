import { nodeEnvironment } from '@accountable/adapters/environment'
import { openStores } from '@accountable/adapters/stores'
import { createCustomerApplication } from '@accountable/domain/application'
import { createCustomerQueries } from '@accountable/projections/customer'
import { policy } from './policy.js'

/** Once a process: the stores, the door for writing and the door for reading. */
export const openAccounts = async (directory: string) => {
  const stores = await openStores({ directory, environment: process.env })
  const application = createCustomerApplication({
    ...nodeEnvironment,
    eventStore: stores.eventStore,
    policy,
    partnerDomains: ['partner.example'],
    log: (level, message) => process.stderr.write(`${level}: ${message}\n`)
  })
  return { stores, application, queries: createCustomerQueries(stores.readModels) }
}

export type Accounts = Awaited<ReturnType<typeof openAccounts>>
