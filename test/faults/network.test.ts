import { setTimeout as sleep } from 'node:timers/promises'
import { startEmbeddedNode } from '@accountable/adapters/embedded-node'
import { connectEventStoreDB } from '@accountable/adapters/eventstoredb'
import { inTemporaryDirectory } from '../adapters/embedded-node/temporary-directory.js'
import { suite } from '../kit/kit.js'
import { startUnreliableProxy, type UnreliableProxy } from './unreliable-proxy.js'
import { startWorkload } from './workload.js'

const t = suite('appends and subscriptions over a bad network', undefined, { timeout: 60_000 })

/** Writers and a follower work through a proxy that misbehaves, then is healed. */
const survive = (misbehave: (proxy: UnreliableProxy) => Promise<void>): Promise<void> =>
  inTemporaryDirectory(async (directory) => {
    const node = await startEmbeddedNode({ directory })
    const proxy = await startUnreliableProxy(node.port)
    const direct = connectEventStoreDB(node.connectionString)
    const connection = connectEventStoreDB(`esdb://127.0.0.1:${proxy.port}?tls=false`, {
      timeout: 250,
      patience: 1_000,
      idleCheck: 500
    })
    try {
      const workload = startWorkload(connection.eventStore, connection.eventFeed)
      await misbehave(proxy)
      proxy.heal()
      await workload.goesOn()
      await workload.stop(direct.eventStore)
    } finally {
      await connection.close()
      await direct.close()
      await proxy.close()
      await node.close()
    }
  })

t('given a network that delays, when writing and following, then nothing is lost, doubled or missed', () =>
  survive(async (proxy) => {
    for (const milliseconds of [5, 60, 300, 20]) {
      proxy.delay(milliseconds)
      await sleep(400)
    }
  })
)

t('given connections that are cut, when writing and following, then nothing is lost, doubled or missed', () =>
  survive(async (proxy) => {
    for (let round = 0; round < 12; round++) {
      await sleep(30 + 17 * round)
      proxy.cut()
    }
  })
)

t('given connections that are reset, when writing and following, then nothing is lost, doubled or missed', () =>
  survive(async (proxy) => {
    for (let round = 0; round < 25; round++) {
      await sleep(20 + 5 * round)
      proxy.reset()
    }
  })
)

t(
  'given a network that swallows everything for a while, when writing and following, then nothing is lost, doubled or missed',
  () =>
    survive(async (proxy) => {
      for (const milliseconds of [100, 700, 1_500]) {
        await sleep(200)
        proxy.blackHole()
        await sleep(milliseconds)
        proxy.heal()
      }
    })
)

t(
  'given a server that cannot be reached for a while, when writing and following, then nothing is lost, doubled or missed',
  () =>
    survive(async (proxy) => {
      for (const milliseconds of [100, 1_500]) {
        await sleep(200)
        proxy.refuse()
        await sleep(milliseconds)
        proxy.heal()
      }
    })
)

t('given all of it by turns, when writing and following, then nothing is lost, doubled or missed', () =>
  survive(async (proxy) => {
    const faults = [
      () => proxy.reset(),
      () => proxy.delay(40),
      () => proxy.cut(),
      () => proxy.blackHole(),
      () => proxy.refuse()
    ]
    for (let round = 0; round < 15; round++) {
      faults[(round * 7) % faults.length]?.()
      await sleep(50 + ((round * 37) % 150))
      proxy.heal()
      await sleep((round * 53) % 120)
    }
  })
)

t.run()
