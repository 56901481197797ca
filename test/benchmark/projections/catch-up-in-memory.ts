import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventLog } from '@accountable/adapters/embedded-node/testing'
import { connectEventStoreDB } from '@accountable/adapters/eventstoredb'
import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { spawnNode } from '../../adapters/embedded-node/spawn-node.js'
import { type Benchmark, compareWithEach } from '../benchmark.js'
import { eventsPerSecond, readByClient, readByFeed } from '../eventstoredb/whole-log.js'
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

/** Nobody may be quicker by reading less. */
const all = async (read: Promise<number>): Promise<number> => {
  const count = await read
  if (count !== events) throw new Error(`${count} events were read of ${events}`)
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
        runs: 45, // a round's ratio is anything from 0.4 to 0.9: so many settle its median to a fiftieth
        ours: async () => {
          const store = createInMemoryReadModels()
          const parts = { feed, store, decode: decodeCustomerFeed, projections: customerProjections }
          return events / (await secondsToCatchUp({ ...parts, settings: { pageSize: page } }))
        },
        references: {
          'catch-up-in-memory': () => eventsPerSecond(() => all(readByFeed(feed, page))),
          'catch-up-in-memory, against the client': () => eventsPerSecond(() => all(readByClient(bare.client)))
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
