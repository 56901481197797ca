import type { Position } from '@accountable/domain/kernel'
import type { EventFeed } from '@accountable/projections'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { rightOf } from './both-sides.js'

const isCustomers = (streamName: string): boolean => streamName.startsWith('customer-')

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Events between two turns of the event loop, in which the next page comes. */
const sliceLength = 100

/**
 * Reads every record of the log, by pages of the feed, as quickly as it can: the next page is asked for before one is gone
 * through, as the engine does. Answers how many were events of customers.
 */
export const readByFeed = async (feed: EventFeed, page: number): Promise<number> => {
  const read = async (after: Position | undefined) => rightOf(await feed.readAll(after, page)())
  let count = 0
  let sinceTurn = 0
  for (let next = read(undefined); ; ) {
    const { events, readUpTo } = await next
    if (readUpTo === undefined) return count
    next = read(readUpTo)
    for (const { streamName } of events) {
      if (isCustomers(streamName)) count++
      if (++sinceTurn % sliceLength === 0) await turn()
    }
  }
}

/** The same by the client's own `readAll`. */
export const readByClient = async (client: EventStoreDBClient): Promise<number> => {
  let count = 0
  for await (const { event } of client.readAll()) if (event !== undefined && isCustomers(event.streamId)) count++
  return count
}

/** Events a second of what reads them. */
export const eventsPerSecond = async (read: () => Promise<number>): Promise<number> => {
  const start = performance.now()
  return ((await read()) / (performance.now() - start)) * 1_000
}
