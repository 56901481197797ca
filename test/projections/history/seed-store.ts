import { fileURLToPath } from 'node:url'
import { nodeEnvironment } from '@accountable/adapters/environment'
import { importFiles, isAsExpected, openImport } from '@accountable/adapters/import'
import { createCustomerApplication, type EventStore } from '@accountable/domain/application'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'

/** A file of the data that the examples ship. */
export const shipped = (name: string): string =>
  fileURLToPath(new URL(`../../../../examples/data/${name}`, import.meta.url))

/** What the customers of the shared data were imported with. */
export const importedAt = '2025-12-01T00:00:00.000Z'

export const contoso = '54197d04-3ac7-5289-8607-2874a6f4ed03'

/** Imports the shared customers and executes the shared changes, all of them as expected. */
export const seedStore = async (eventStore: EventStore): Promise<void> => {
  const application = createCustomerApplication({ ...nodeEnvironment, eventStore })
  const sources = await openImport({ customers: shipped('customers.json'), changes: shipped('changes.ndjson') })
  if (E.isLeft(sources)) throw new Error(JSON.stringify(sources.left))
  const actor = {
    kind: 'application',
    id: 'import',
    userPrincipalName: null,
    tenantId: null,
    roles: ['AdminAgent']
  } as const
  for await (const { outcome, expect = { outcome: 'accepted' }, line } of importFiles(application, sources.right, {
    actor,
    importedAt
  })) {
    assert.ok(outcome !== undefined && isAsExpected(expect, outcome), `line ${line}: ${JSON.stringify(outcome)}`)
  }
  await application.close()
}
