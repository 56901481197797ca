import { type NodeOptions, startEmbeddedNode } from '@accountable/adapters/embedded-node'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { inTemporaryDirectory } from '../../adapters/embedded-node/temporary-directory.js'
import { type Benchmark, measurement } from './measurement.js'

const IN_FLIGHT = 64
const APPENDS = 12_000
const RUNS = 5
const DATA = { text: 'x'.repeat(480) }

const appendsPerSecond = (sync: NonNullable<NodeOptions['sync']>): Promise<number> =>
  inTemporaryDirectory(async (directory) => {
    const node = await startEmbeddedNode({ directory, sync })
    const client = EventStoreDBClient.connectionString(node.connectionString)
    const append = (n: number) =>
      client.appendToStream(`bench-${n % 1000}`, jsonEvent({ type: 'bench-event', data: DATA }))
    for (let n = 0; n < 500; n++) await append(n)
    let left = APPENDS
    const lane = async (): Promise<void> => {
      while (left-- > 0) await append(left)
    }
    const start = performance.now()
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
    const perSecond = (APPENDS / (performance.now() - start)) * 1000
    await client.dispose()
    await node.close()
    return perSecond
  })

/** The node's appends, 64 in flight, against the same without syncing; turn by turn, so that both meet the same machine. */
export const nodeDurable64: Benchmark = {
  name: 'node-durable-64',
  run: async () => {
    const synced: number[] = []
    const unsynced: number[] = []
    await appendsPerSecond('off') // warms the client up
    for (let run = 0; run < RUNS; run++) {
      synced.push(await appendsPerSecond('group'))
      unsynced.push(await appendsPerSecond('off'))
    }
    return measurement('appends/s', synced, unsynced)
  }
}
