import type { Position } from '@accountable/domain/kernel'
import type { EventFeed } from '@accountable/projections'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { rightOf } from './both-sides.js'

const isCustomers = (streamName: string): boolean => streamName.startsWith('customer-')

/** Reads every record of the log, by pages of the feed; answers how many were events of customers. */
export const readByFeed = async (feed: EventFeed, page: number): Promise<number> => {
  let count = 0
  let after: Position | undefined
  for (;;) {
    const { events, readUpTo } = rightOf(await feed.readAll(after, page)())
    if (readUpTo === undefined) return count
    after = readUpTo
    for (const { streamName } of events) if (isCustomers(streamName)) count++
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
