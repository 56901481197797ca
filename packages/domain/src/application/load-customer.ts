import * as E from 'fp-ts/lib/Either.js'
import { accountOf, type CustomerAccount } from '../customer/index.js'
import { formatPosition } from '../kernel/position.js'
import { formatRevision } from '../kernel/revision.js'
import { Uuid } from '../kernel/uuid.js'
import type { EventStore } from './event-store.js'
import { readHistory } from './history.js'
import { type FailureCause, isRetryable } from './outcome.js'

/** A customer as the write model sees it: never stale, and where a caller gets its `expectedRevision`. */
export type Loaded =
  | {
      readonly type: 'loaded'
      readonly account: CustomerAccount
      /** Decimal. */
      readonly revision: string
      /** `commit:prepare`. */
      readonly position: string
    }
  | { readonly type: 'notRegistered' }
  | { readonly type: 'failed'; readonly cause: FailureCause; readonly retryable: boolean }

/** Folds a customer's stream. What is no UUID names nobody. */
export const loadCustomer =
  (eventStore: EventStore) =>
  async (customerId: string): Promise<Loaded> => {
    const id = Uuid.decode(customerId)
    if (E.isLeft(id)) return { type: 'notRegistered' }
    const history = await readHistory(eventStore)(id.right)
    if (E.isLeft(history)) return { type: 'failed', cause: history.left, retryable: isRetryable(history.left) }
    const { state, position } = history.right
    return state.type === 'NotRegistered' || position === undefined
      ? { type: 'notRegistered' }
      : {
          type: 'loaded',
          account: accountOf(state),
          revision: formatRevision(state.revision),
          position: formatPosition(position)
        }
  }
