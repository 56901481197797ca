import * as E from 'fp-ts/lib/Either.js'
import {
  type CustomerEvent,
  type CustomerState,
  customerStream,
  decodeCustomerEvent,
  evolve,
  initialState
} from '../customer/index.js'
import type { Position } from '../kernel/position.js'
import type { RecordedEvent } from '../kernel/recorded-event.js'
import { type ExpectedRevision, revision } from '../kernel/revision.js'
import type { EventStore } from './event-store.js'
import type { FailureCause } from './outcome.js'

/** A customer's stream, folded, and the event that a command left in it, if it did. */
export interface History {
  readonly state: CustomerState
  /** Of the last event: what the next append expects. */
  readonly expected: ExpectedRevision
  readonly position: Position | undefined
  readonly own: RecordedEvent<CustomerEvent> | undefined
}

const pageSize = 500

/**
 * Reads and folds a customer's stream page by page; memory holds one page. A stream that does not begin at 0, has a gap or
 * was deleted is not a history.
 */
export const readHistory =
  (eventStore: EventStore) =>
  async (customerId: string, commandId?: string): Promise<E.Either<FailureCause, History>> => {
    let history: History = { state: initialState, expected: 'noStream', position: undefined, own: undefined }
    for (let next = 0n; ; ) {
      const page = await eventStore.readStream(customerStream(customerId), revision(next), pageSize)()
      if (E.isLeft(page)) return E.left(page.left.type === 'StreamDeleted' ? 'StreamUnreadable' : 'StoreUnavailable')
      for (const stored of page.right) {
        const recorded = decodeCustomerEvent(stored)
        if (E.isLeft(recorded)) {
          return E.left(recorded.left.type === 'NewerEvent' ? 'NewerEvent' : 'StreamUnreadable')
        }
        if (stored.revision !== next) return E.left('StreamUnreadable')
        const isOwn = commandId !== undefined && recorded.right.metadata.commandId === commandId
        history = {
          state: evolve(history.state, recorded.right.event),
          expected: stored.revision,
          position: stored.position,
          own: isOwn ? recorded.right : history.own
        }
        next += 1n
      }
      if (page.right.length < pageSize) return E.right(history)
    }
  }
