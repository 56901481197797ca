import { once } from 'node:events'
import { join } from 'node:path'
import { EventStoreDBClient, START } from '@eventstore/db-client'
import { spawnNode } from '../../adapters/embedded-node/spawn-node.js'
import { inTemporaryDirectory } from '../../adapters/embedded-node/temporary-directory.js'
import { type Benchmark, measurement } from './measurement.js'
import { MILLION, writeMillionEvents } from './million-events.js'
import { residentMemory } from './resident-memory.js'

const ALLOWED = 64
const WARM_UP = 20_000

const readAll = async (client: EventStoreDBClient, maxCount: number): Promise<number> => {
  let events = 0
  for await (const _ of client.readAll({ fromPosition: START, maxCount })) events++
  return events
}

/** By how many MiB the node's resident memory grows while a million events are read from it, at most, against what is allowed. */
export const feedMemory1mNode: Benchmark = {
  name: 'feed-memory-1m-node',
  run: () =>
    inTemporaryDirectory(async (directory) => {
      await writeMillionEvents(join(directory, 'events'))
      const { child, connectionString } = await spawnNode(directory)
      const client = EventStoreDBClient.connectionString(connectionString)
      const memory = (): Promise<number> => residentMemory(child.pid as number)
      await readAll(client, WARM_UP)
      const before = await memory()
      const grown: number[] = []
      const timer = setInterval(() => void memory().then((now) => grown.push(now - before)), 200)
      const events = await readAll(client, MILLION)
      clearInterval(timer)
      if (events !== MILLION) throw new Error(`${events} events were read`)
      await client.dispose()
      child.kill('SIGTERM')
      await once(child, 'exit')
      const worst = Math.max(...grown)
      return { ...measurement('MiB', [worst], [ALLOWED]), min: Math.min(...grown), max: worst }
    })
}
