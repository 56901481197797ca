import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type NodeOptions, startEmbeddedNode } from '@accountable/adapters/embedded-node'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { inTemporaryDirectory } from '../../adapters/embedded-node/temporary-directory.js'
import { type Benchmark, compare, perSecond } from '../benchmark.js'

const IN_FLIGHT = 64
const APPENDS = 2_500
/** Many short runs: what disturbs the machine for a second disturbs both sides, and few of the runs. */
const RUNS = 25
const DATA = { text: 'x'.repeat(480) }

/** Puts on the disk whatever a run left to the operating system: the next run's syncs would pay for it. */
const flush = async (directory: string): Promise<void> => {
  for (const name of await readdir(directory)) {
    const file = await open(join(directory, name))
    await file.sync()
    await file.close()
  }
}

/** A node of its own, and how to append to it so often. */
const withNode = <A>(
  sync: NonNullable<NodeOptions['sync']>,
  use: (appendsPerSecond: () => Promise<number>) => Promise<A>
): Promise<A> =>
  inTemporaryDirectory(async (directory) => {
    const node = await startEmbeddedNode({ directory, sync })
    const client = EventStoreDBClient.connectionString(node.connectionString)
    let appended = 0
    const append = async (): Promise<void> => {
      await client.appendToStream(`bench-${appended++ % 1000}`, jsonEvent({ type: 'bench-event', data: DATA }))
    }
    try {
      return await use(async () => {
        const found = await perSecond(APPENDS, IN_FLIGHT, append)
        await flush(join(directory, 'events'))
        return found
      })
    } finally {
      await client.dispose()
      await node.close()
    }
  })

/** The node's appends, 64 in flight, against the same without syncing: two nodes that live through the same minute, turn by turn. */
export const nodeDurable64: Benchmark = {
  name: 'node-durable-64',
  run: () =>
    withNode('group', (ours) =>
      withNode('off', async (reference) => {
        for (let run = 0; run < 3; run++) await Promise.all([ours(), reference()]) // both are warm when it counts
        return compare({ name: 'node-durable-64', unit: 'appends/s', runs: RUNS, ours, reference })
      })
    )
}
