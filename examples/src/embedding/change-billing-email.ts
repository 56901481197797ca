import { randomUUID } from 'node:crypto'
import type { Accounts } from './accounts.js'
import type { Session } from './authenticate.js'
import { execute } from './execute.js'

/** Reads, changes, and reads what it wrote. */
export const changeBillingEmail = async (
  { application, queries }: Accounts,
  session: Session,
  customerId: string,
  email: string
) => {
  const loaded = await application.load(customerId)
  if (loaded.type !== 'loaded') return loaded
  const outcome = await execute(application, session, {
    type: 'UpdateBillingInfo',
    customerId,
    commandId: randomUUID(),
    issuedAt: new Date().toISOString(),
    expectedRevision: loaded.revision,
    reason: { code: 'ContactChange' },
    data: { ...loaded.account.billingProfile, email }
  })
  if (outcome.outcome !== 'accepted' && outcome.outcome !== 'unchanged') return outcome
  return await queries.account(customerId, { atLeast: { position: outcome.position, timeout: 10_000 } })
}
