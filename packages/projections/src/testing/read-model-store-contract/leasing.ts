import { expectRight } from '@accountable/domain/testing'
import type { ReadModelStore } from '../../read-model-store.js'
import { type Check, expectSame, group } from './world.js'

const lease = async (store: ReadModelStore, owner: string, ttl = 60_000) =>
  expectRight(await store.acquireLease(group, owner, ttl)(), 'a lease')

/** What a store promises of leases. */
export const leasing: Readonly<Record<string, Check>> = {
  'a lease has one owner, who may renew it and give it up': async (store) => {
    expectSame([await lease(store, 'one'), await lease(store, 'two'), await lease(store, 'one')], [true, false, true])
    expectRight(await store.releaseLease(group, 'two')(), 'giving up what one does not have')
    expectSame(await lease(store, 'two'), false)
    expectRight(await store.releaseLease(group, 'one')(), 'giving up')
    expectSame([await lease(store, 'two'), await lease(store, 'one')], [true, false])
  },

  'a lease that was not renewed in time goes to whoever asks': async (store) => {
    expectSame(await lease(store, 'one', 1), true)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expectSame([await lease(store, 'two'), await lease(store, 'one')], [true, false])
  },

  'whether a group is leased can be seen': async (store) => {
    const isLeased = async () => expectRight(await store.isLeased(group)(), 'whether it is leased')
    expectSame(await isLeased(), false)
    await lease(store, 'one')
    expectSame(await isLeased(), true)
    expectRight(await store.releaseLease(group, 'one')(), 'giving up')
    expectSame(await isLeased(), false)
  },

  'leases of two groups have nothing to do with each other': async (store) => {
    expectSame(await lease(store, 'one'), true)
    expectSame(expectRight(await store.acquireLease('another', 'two', 60_000)(), 'a lease'), true)
  }
}
