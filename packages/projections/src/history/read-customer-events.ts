import type { EventStore, FailureCause } from '@accountable/domain/application'
import { customerStream, decodeCustomerEvent } from '@accountable/domain/customer'
import { type EventTimes, nextEventTimes, revision } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { TimedCustomerEvent } from './steps.js'

/** Why a customer's stream could not be read to its end. */
export type HistoryFailure = Extract<FailureCause, 'StoreUnavailable' | 'StreamUnreadable' | 'NewerEvent'>

const pageSize = 500

/**
 * The events of a customer, oldest first, page by page: memory holds one page. Ends after the first failure. A stream that
 * does not begin at 0, has a gap or was deleted is no history.
 */
export async function* readCustomerEvents(
  eventStore: EventStore,
  customerId: string
): AsyncGenerator<E.Either<HistoryFailure, TimedCustomerEvent>> {
  let times: EventTimes | undefined
  for (let next = 0n; ; ) {
    const page = await eventStore.readStream(customerStream(customerId), revision(next), pageSize)()
    if (E.isLeft(page)) {
      return yield E.left(page.left.type === 'StreamDeleted' ? 'StreamUnreadable' : 'StoreUnavailable')
    }
    for (const stored of page.right) {
      const recorded = decodeCustomerEvent(stored)
      if (E.isLeft(recorded)) {
        return yield E.left(recorded.left.type === 'NewerEvent' ? 'NewerEvent' : 'StreamUnreadable')
      }
      if (stored.revision !== next) return yield E.left('StreamUnreadable')
      times = nextEventTimes(times, recorded.right.metadata.issuedAt, stored.created)
      yield E.right({ ...recorded.right, ...times })
      next += 1n
    }
    if (page.right.length < pageSize) return
  }
}
