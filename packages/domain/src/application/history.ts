import * as E from 'fp-ts/lib/Either.js'
import {
  type CustomerEvent,
  type CustomerState,
  customerStream,
  decodeCustomerEvent,
  evolve,
  initialState
} from '../customer/index.js'
import { isJsonObject } from '../kernel/json.js'
import type { Position } from '../kernel/position.js'
import type { RecordedEvent } from '../kernel/recorded-event.js'
import { type ExpectedRevision, revision } from '../kernel/revision.js'
import type { StoredEvent } from '../kernel/stored-event.js'
import type { UndecodableEvent } from '../kernel/undecodable-event.js'
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

const causeOf = ({ type }: UndecodableEvent): FailureCause =>
  type === 'NewerEvent' ? 'NewerEvent' : 'StreamUnreadable'

const isOf = (commandId: string | undefined, { metadata }: StoredEvent): boolean =>
  commandId !== undefined && isJsonObject(metadata) && metadata['commandId'] === commandId

/** States by the event that they end with: a store that hands out the same event again spares the fold up to it. */
type KnownStates = WeakMap<StoredEvent, CustomerState>

/** The state after a page, folded from the last event of it whose state is known. */
const foldPage = (
  known: KnownStates,
  before: CustomerState,
  page: ReadonlyArray<StoredEvent>
): E.Either<FailureCause, CustomerState> => {
  const from = page.findLastIndex((stored) => known.has(stored))
  const lastKnown = page[from]
  let state = (lastKnown && known.get(lastKnown)) ?? before
  for (const stored of page.slice(from + 1)) {
    const recorded = decodeCustomerEvent(stored)
    if (E.isLeft(recorded)) return E.left(causeOf(recorded.left))
    state = evolve(state, recorded.right.event)
  }
  const last = page.at(-1)
  if (last !== undefined) known.set(last, state)
  return E.right(state)
}

/**
 * Reads and folds a customer's stream page by page; memory holds one page. A stream that does not begin at 0, has a gap or
 * was deleted is not a history.
 */
export const readHistory = (eventStore: EventStore) => {
  const known: KnownStates = new WeakMap()

  return async (customerId: string, commandId?: string): Promise<E.Either<FailureCause, History>> => {
    let history: History = { state: initialState, expected: 'noStream', position: undefined, own: undefined }
    for (let next = 0n; ; ) {
      const page = await eventStore.readStream(customerStream(customerId), revision(next), pageSize)()
      if (E.isLeft(page)) return E.left(page.left.type === 'StreamDeleted' ? 'StreamUnreadable' : 'StoreUnavailable')
      for (const stored of page.right) {
        if (stored.revision !== next) return E.left('StreamUnreadable')
        next += 1n
      }
      const state = foldPage(known, history.state, page.right)
      if (E.isLeft(state)) return state
      const last = page.right.at(-1)
      const ownEvent = page.right.findLast((stored) => isOf(commandId, stored))
      const own = ownEvent === undefined ? undefined : decodeCustomerEvent(ownEvent)
      history = {
        state: state.right,
        expected: last?.revision ?? history.expected,
        position: last?.position ?? history.position,
        own: own !== undefined && E.isRight(own) ? own.right : history.own
      }
      if (page.right.length < pageSize) return E.right(history)
    }
  }
}
