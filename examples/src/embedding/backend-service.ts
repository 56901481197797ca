import { nodeEnvironment } from '@accountable/adapters/environment'
import { connectEventStoreDB } from '@accountable/adapters/eventstoredb'
import { createCustomerApplication, type ExecuteOptions } from '@accountable/domain/application'

const { eventStore, close } = connectEventStoreDB(process.env['EVENTSTOREDB_URL'] ?? 'esdb://localhost:2113?tls=false')
const application = createCustomerApplication({ ...nodeEnvironment, eventStore })

/** One request: who it is comes from your authentication, never from the body. */
export const update = async (body: unknown, actor: NonNullable<ExecuteOptions['actor']>) => {
  const outcome = await application.execute(body, { actor })
  if (outcome.outcome === 'refused') return { status: 422, problem: outcome.rejection }
  if (outcome.outcome === 'failed') return { status: outcome.retryable ? 503 : 500, problem: outcome.cause }
  return { status: 200, revision: outcome.revision, seenBy: outcome.position }
}

/** What the caller's next expectedRevision is. */
export const read = (customerId: string) => application.load(customerId)

/** Entries of refused commands are still being written; then the connection can go. */
export const stop = async () => {
  await application.close()
  await close()
}
