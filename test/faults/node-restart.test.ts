import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectEventStoreDB } from '@accountable/adapters/eventstoredb'
import * as assert from 'uvu/assert'
import { type SpawnedNode, spawnNode } from '../adapters/embedded-node/spawn-node.js'
import { inTemporaryDirectory } from '../adapters/embedded-node/temporary-directory.js'
import { suite } from '../kit/kit.js'
import { expectStored, followLog, until, write } from './workload.js'

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
    let over = false
    const follower = followLog(eventFeed, undefined)
    const writers = Array.from({ length: 6 }, () => write(eventStore, () => over))
    for (let round = 0; round < 4; round++) {
      await sleep(150 + 80 * round)
      await end(node, signal)
      await sleep(100 * round)
      node = await spawnNode(directory, port)
    }
    // The follower lives on: what is appended after the last start still wakes it.
    const before = follower.seen.length
    await until(() => follower.seen.length > before)
    over = true
    const written = await Promise.all(writers)
    const counts = await Promise.all(written.map((each) => expectStored(eventStore, each)))
    const total = counts.reduce((sum, count) => sum + count, 0)
    await until(() => follower.seen.length >= total)
    assert.is(new Set(follower.seen.map(({ eventId }) => eventId)).size, total)
    assert.is(follower.seen.length, total)
    follower.stop()
    await close()
    await end(node, 'SIGTERM')
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
