import { fileURLToPath } from 'node:url'
import { nodeEnvironment } from '@accountable/adapters/environment'
import { createCustomerApplication, type EventStore } from '@accountable/domain/application'
import { executeChanges, importCustomers } from '@accountable/examples/demo/execute-files'
import { Tally } from '@accountable/examples/demo/tally'
import * as assert from 'uvu/assert'

const file = (name: string): string => fileURLToPath(new URL(`../../../../examples/data/${name}`, import.meta.url))

/** What the customers of the shared data were imported with. */
export const importedAt = '2025-12-01T00:00:00.000Z'

export const contoso = '54197d04-3ac7-5289-8607-2874a6f4ed03'

/** Imports the shared customers and executes the shared changes, all of them as expected. */
export const seedStore = async (eventStore: EventStore): Promise<void> => {
  const application = createCustomerApplication({ ...nodeEnvironment, eventStore })
  const tally = new Tally()
  const problem = (found: unknown): never => {
    throw new Error(JSON.stringify(found))
  }
  const execution = { application, tally, problem, note: problem, step: () => {} }
  await importCustomers(execution, file('customers.json'), importedAt)
  await executeChanges(execution, file('changes.ndjson'))
  await application.close()
  assert.equal(tally.lines.others, [])
}
