import { connectEventStoreDB } from '@accountable/adapters/eventstoredb'
import { eventStoreContract, type OpenedEventStore } from '@accountable/domain/testing'
import { eventFeedContract, type OpenedEventFeed } from '@accountable/projections/testing'
import { suite } from '../kit/kit.js'
import { startServer, type TestServer } from './test-server.js'

let server: TestServer

const open = (calls: 'lean' | 'official') => async (): Promise<OpenedEventStore & OpenedEventFeed> => {
  const { client, ...connection } = connectEventStoreDB(server.connectionString, { calls })
  return {
    ...connection,
    deleteStream: async (streamName, kind) => {
      await (kind === 'soft' ? client.deleteStream(streamName) : client.tombstoneStream(streamName))
    }
  }
}

const before = suite('a server for the contracts')
before('starts', async () => {
  server = await startServer()
})
before.run()

for (const calls of ['lean', 'official'] as const) {
  const store = suite(`the EventStoreDB event store, ${calls} calls`, undefined, { timeout: 30_000 })
  for (const { name, run } of eventStoreContract(open(calls), { deletion: true })) store(name, run)
  store.run()

  const feed = suite(`the EventStoreDB event feed, ${calls} calls`, undefined, { timeout: 30_000 })
  for (const { name, run } of eventFeedContract(open(calls))) feed(name, run)
  feed.run()
}

const after = suite('the server for the contracts')
after('stops', () => server.stop())
after.run()
