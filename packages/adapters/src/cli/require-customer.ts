import type { CustomerQueries } from '@accountable/projections/customer'
import { CommandFailure } from './exit-code.js'
import { answered } from './with-read-models.js'

export const noSuchCustomer = 'no customer of that id was ever registered'

/** A mistyped id has no empty list: somebody would believe it. Commands for somebody who was never registered are on record, too. */
export const requireCustomer = async (
  { account, activityLog }: CustomerQueries,
  customerId: string | undefined
): Promise<void> => {
  if (customerId === undefined || answered(await account(customerId)) !== undefined) return
  const attempts = answered(await activityLog({ customerId, unchanged: true, limit: 1 }))
  if (attempts.rows.length === 0) throw new CommandFailure(noSuchCustomer)
}
