import { createInMemoryEventFeed, createInMemoryEventStore, createInMemoryLog } from '@accountable/adapters/in-memory'
import { eventStoreContract } from '@accountable/domain/testing'
import { eventFeedContract } from '@accountable/projections/testing'
import { suite } from '../kit/kit.js'

const open = async () => {
  const log = createInMemoryLog()
  return {
    eventStore: createInMemoryEventStore(log),
    eventFeed: createInMemoryEventFeed(log),
    deleteStream: async (...args: Parameters<typeof log.deleteStream>) => log.deleteStream(...args),
    close: async () => undefined
  }
}

const store = suite('the in-memory event store')
for (const { name, run } of eventStoreContract(open, { deletion: true })) store(name, run)
store.run()

const feed = suite('the in-memory event feed')
for (const { name, run } of eventFeedContract(open)) feed(name, run)
feed.run()
