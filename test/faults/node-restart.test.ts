import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectEventStoreDB } from '@accountable/adapters/eventstoredb'
import { type SpawnedNode, spawnNode } from '../adapters/embedded-node/spawn-node.js'
import { inTemporaryDirectory } from '../adapters/embedded-node/temporary-directory.js'
import { suite } from '../kit/kit.js'
import { startWorkload } from './workload.js'

const t = suite('appends and subscriptions while the node is killed and started', undefined, { timeout: 60_000 })

const end = async ({ child }: SpawnedNode, signal: NodeJS.Signals): Promise<void> => {
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

const survive = (signal: NodeJS.Signals): Promise<void> =>
  inTemporaryDirectory(async (directory) => {
    let node = await spawnNode(directory)
    const { connectionString } = node
    const port = Number(/:(\d+)/.exec(connectionString.slice('esdb://'.length))?.[1])
    const { eventStore, eventFeed, close } = connectEventStoreDB(connectionString, { timeout: 500, patience: 2_000 })
    try {
      const workload = startWorkload(eventStore, eventFeed)
      for (let round = 0; round < 4; round++) {
        await sleep(150 + 80 * round)
        await end(node, signal)
        await sleep(100 * round)
        node = await spawnNode(directory, port)
      }
      await workload.goesOn()
      await workload.stop(eventStore)
    } finally {
      await close()
      await end(node, 'SIGTERM')
    }
  })

t(
  'given a node that is killed again and again, when writing and following, then nothing is lost, doubled or missed',
  () => survive('SIGKILL')
)

t(
  'given a node that is stopped again and again, when writing and following, then nothing is lost, doubled or missed',
  () => survive('SIGTERM')
)

t.run()
