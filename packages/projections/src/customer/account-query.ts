import { type CustomerAccount, customerStream } from '@accountable/domain/customer'
import type { Position } from '@accountable/domain/kernel'
import type { ReadModelStore } from '../read-model-store.js'
import { accountOfRow } from './account-row.js'
import { accountTable } from './account-table.js'
import { customerAccount } from './customer-account.js'
import { at, awaitToken, type MayBeParked, type QueryOptions, select } from './query.js'
import { type Answer, answer } from './query-failure.js'

/** The Account page of a customer. Times are milliseconds since 1970. */
export interface AccountPage extends MayBeParked {
  readonly account: CustomerAccount
  /** Of the event that made it so: what the next update expects. Decimal. */
  readonly revision: string
  readonly position: Position
  readonly registeredAt: number
  /** When that event took effect, and when it was recorded. */
  readonly effectiveAt: number
  readonly recordedAt: number
}

/** The account now, or as of a moment; nothing where no such customer was registered by then. */
export const accountQuery = (
  store: ReadModelStore,
  customerId: string,
  options: QueryOptions
): Promise<Answer<AccountPage | undefined>> =>
  answer(async () => {
    await awaitToken(store, [customerAccount.name], options, [customerStream(customerId)])
    const selection = { where: [{ property: 'rowKey', is: customerId }], order: [], limit: 1 } as const
    const [found] = await select(store, accountTable, at(selection, options))
    if (found === undefined) return undefined
    const { row, from, parkedSince = null } = found
    return {
      account: accountOfRow(row),
      revision: row.revision,
      position: from.position,
      registeredAt: row.registeredAt,
      effectiveAt: from.effectiveAt,
      recordedAt: from.recordedAt,
      parkedSince
    }
  })
