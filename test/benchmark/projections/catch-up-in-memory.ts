import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventLog } from '@accountable/adapters/embedded-node/testing'
import { connectEventStoreDB, type EventStoreDBConnection } from '@accountable/adapters/eventstoredb'
import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import type { Position } from '@accountable/domain/kernel'
import type { EventFeed } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { spawnNode } from '../../adapters/embedded-node/spawn-node.js'
import { type Benchmark, compareWithEach } from '../benchmark.js'
import { rightOf } from '../eventstoredb/both-sides.js'
import { catchUpNodeOptions, secondsToCatchUp } from './catch-up.js'
import { customerEvent } from './customer-events.js'

const events = 60_000
const page = 1000

/** Customers' lives in a node's directory, written without the protocol. */
const write = async (directory: string): Promise<void> => {
  const log = await EventLog.open({ directory, sync: false })
  for (let n = 0; n < events; n += page) {
    const groups = Array.from({ length: Math.min(page, events - n) }, (_, index) => {
      const { streamName, revision, eventId, type, data, metadata } = customerEvent(n + index)
      const id = Buffer.from(eventId.replaceAll('-', ''), 'hex')
      const bytes = { data: Buffer.from(JSON.stringify(data)), metadata: Buffer.from(JSON.stringify(metadata)) }
      return { stream: streamName, firstRevision: Number(revision), events: [{ id, type, isJson: true, ...bytes }] }
    })
    await log.append(groups).durable
  }
  await log.close()
}

/** Events a second of what reads them all. */
const perSecondOf = async (read: () => Promise<number>): Promise<number> => {
  const begun = performance.now()
  const count = await read()
  if (count !== events) throw new Error(`${count} events were read of ${events}`)
  return (events / (performance.now() - begun)) * 1000
}

const readFeed = async (feed: EventFeed): Promise<number> => {
  let count = 0
  let after: Position | undefined
  for (;;) {
    const { events: read, readUpTo } = rightOf(await feed.readAll(after, page)())
    if (readUpTo === undefined) return count
    after = readUpTo
    count += read.length
  }
}

const readByClient = async (client: EventStoreDBConnection['client']): Promise<number> => {
  let count = 0
  for await (const { event } of client.readAll()) if (event?.streamId.startsWith('customer-')) count++
  return count
}

/**
 * All five projections into memory, from an EventStoreDB, against reading the same feed and doing nothing with it; and against
 * the client's own `readAll`, which also does nothing with it.
 */
export const catchUpInMemory: Benchmark = {
  name: 'catch-up-in-memory',
  nodeOptions: catchUpNodeOptions,
  run: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'accountable-catch-up-'))
    await write(join(directory, 'events'))
    const { child, connectionString } = await spawnNode(directory)
    const { eventFeed: feed, close } = connectEventStoreDB(connectionString)
    const bare = connectEventStoreDB(connectionString)
    try {
      return await compareWithEach({
        unit: 'events/s',
        runs: 9, // each side swings by a quarter from run to run
        ours: async () => {
          const store = createInMemoryReadModels()
          const parts = { feed, store, decode: decodeCustomerFeed, projections: customerProjections }
          return events / (await secondsToCatchUp({ ...parts, settings: { pageSize: page } }))
        },
        references: {
          'catch-up-in-memory': () => perSecondOf(() => readFeed(feed)),
          'catch-up-in-memory, against the client': () => perSecondOf(() => readByClient(bare.client))
        }
      })
    } finally {
      await bare.close()
      await close()
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      await rm(directory, { recursive: true, force: true })
    }
  }
}
