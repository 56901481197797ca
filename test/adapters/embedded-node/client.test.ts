import { type EmbeddedNode, startEmbeddedNode } from '@accountable/adapters/embedded-node'
import {
  type AllStreamSubscription,
  EventStoreDBClient,
  excludeSystemEvents,
  jsonEvent,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
  type StreamSubscription,
  streamNameFilter
} from '@eventstore/db-client'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { inTemporaryDirectory } from './temporary-directory.js'

const test = suite('the node through the official client', undefined, { timeout: 30_000 })

const withNode = (run: (client: EventStoreDBClient, node: EmbeddedNode) => Promise<void>): Promise<void> =>
  inTemporaryDirectory(async (directory) => {
    const node = await startEmbeddedNode({ directory })
    const client = EventStoreDBClient.connectionString(node.connectionString)
    try {
      await run(client, node)
    } finally {
      await client.dispose()
      await node.close()
    }
  })

const event = (n: number, size = 0) => jsonEvent({ type: 'numbered', data: { n, padding: 'x'.repeat(size) } })
const numberOf = (resolved: { readonly event?: { readonly data: unknown } }): number =>
  (resolved.event as { data: { n: number } }).data.n
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n)

const take = async (
  subscription: StreamSubscription | AllStreamSubscription,
  count: number
): Promise<readonly number[]> => {
  const numbers: number[] = []
  for await (const resolved of subscription) {
    numbers.push(numberOf(resolved))
    if (numbers.length === count) break
  }
  await subscription.unsubscribe()
  return numbers
}

test('given a node that was closed, when it is started again, then it has every event with every field', () =>
  inTemporaryDirectory(async (directory) => {
    const read = async (connectionString: string) => {
      const client = EventStoreDBClient.connectionString(connectionString)
      const events: unknown[] = []
      for await (const { event: recorded } of client.readAll({ fromPosition: START })) events.push(recorded)
      await client.dispose()
      return events
    }
    const first = await startEmbeddedNode({ directory })
    const client = EventStoreDBClient.connectionString(first.connectionString)
    await client.appendToStream('customer-1', [event(0), event(1)], { expectedRevision: 'no_stream' })
    await client.setStreamMetadata('customer-1', { maxCount: 5, custom: 'kept' })
    await client.appendToStream('customer-2', [event(2)])
    await client.deleteStream('customer-2')
    await client.tombstoneStream('customer-3')
    const before = await read(first.connectionString)
    await client.dispose()
    await first.close()
    const second = await startEmbeddedNode({ directory })
    assert.is(before.length, 7) // a fresh database of the real server holds one event too
    assert.equal(await read(second.connectionString), before)
    await second.close()
  }))

test('given 150 subscriptions over one connection, when events are appended, then each gets each once, in order', () =>
  withNode(async (client) => {
    const subscriptions = upTo(150).map((n) =>
      n % 2 === 0
        ? client.subscribeToStream('numbers', { fromRevision: START })
        : client.subscribeToAll({ fromPosition: START, filter: streamNameFilter({ prefixes: ['numbers'] }) })
    )
    const received = subscriptions.map((subscription) => take(subscription, 20))
    for (let n = 0; n < 20; n += 2) await client.appendToStream('numbers', [event(n), event(n + 1)])
    for (const numbers of await Promise.all(received)) assert.equal(numbers, upTo(20))
  }))

test('given a reader that takes nothing, when far more is appended than a connection buffers, then it gets all of it later', () =>
  withNode(async (client) => {
    const subscription = client.subscribeToAll({ fromPosition: START, filter: excludeSystemEvents() })
    await new Promise((resolve) => subscription.once('confirmation', resolve))
    const count = 200
    for (let n = 0; n < count; n += 10) {
      await client.appendToStream(
        'numbers',
        upTo(10).map((i) => event(n + i, 50_000))
      )
    }
    assert.equal(await take(subscription, count), upTo(count))
  }))

test('given two clients, when both append at the same revision, then one wins and the other is told the revision', () =>
  withNode(async (client, node) => {
    const other = EventStoreDBClient.connectionString(node.connectionString)
    await client.appendToStream('numbers', event(0))
    const outcomes = await Promise.allSettled([
      client.appendToStream('numbers', event(1), { expectedRevision: 0n }),
      other.appendToStream('numbers', event(2), { expectedRevision: 0n })
    ])
    await other.dispose()
    assert.equal(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    const lost = outcomes.find((outcome) => outcome.status === 'rejected') as PromiseRejectedResult
    assert.is((lost.reason as { actualVersion: bigint }).actualVersion, 1n)
  }))

test('given a thousand appends in one stream at exact revisions, when all are sent at once, then all are stored in order', () =>
  withNode(async (client) => {
    await client.appendToStream('other', event(0)) // a first append asks what the server supports, and may be overtaken
    await Promise.all(
      upTo(1000).map((n) =>
        client.appendToStream('numbers', event(n), { expectedRevision: n === 0 ? 'no_stream' : BigInt(n - 1) })
      )
    )
    const numbers: number[] = []
    for await (const resolved of client.readStream('numbers')) numbers.push(numberOf(resolved))
    assert.equal(numbers, upTo(1000))
  }))

test('given a node whose client discovers it by gossip, then it is found at the address that was dialled', () =>
  withNode(async (_client, { port }) => {
    const discovering = EventStoreDBClient.connectionString(`esdb+discover://localhost:${port}?tls=false`)
    const { nextExpectedRevision } = await discovering.appendToStream('numbers', event(0))
    assert.is(nextExpectedRevision, 0n)
    await discovering.dispose()
  }))

test('given a persistent subscription is asked for, then the node says that it has none', () =>
  withNode(async (client) => {
    try {
      const settings = persistentSubscriptionToStreamSettingsFromDefaults()
      await client.createPersistentSubscriptionToStream('numbers', 'group', settings)
      assert.unreachable()
    } catch (error) {
      assert.match((error as Error).message, /UNIMPLEMENTED/)
    }
  }))

test('given a port that is taken, when a node is to listen there, then it says so and leaves the directory free', () =>
  withNode((_client, { port }) =>
    inTemporaryDirectory(async (directory) => {
      try {
        await startEmbeddedNode({ directory, port })
        assert.unreachable()
      } catch (error) {
        assert.is((error as Error).message, `port ${port} of 127.0.0.1 is taken`)
      }
      await (await startEmbeddedNode({ directory })).close()
    })
  ))

test.run()
