import { expectLeft, expectRight } from '@accountable/domain/testing'
import { type Partition, partitionsOf, whole } from '../../partition.js'
import type { ReadModelStore } from '../../read-model-store.js'
import {
  checkpoint,
  expectSame,
  group,
  member,
  newVersion,
  page,
  progressAt,
  projection,
  row,
  saved,
  selected,
  thing,
  version
} from './world.js'

type Check = (store: ReadModelStore) => Promise<void>

const membersOf = async (store: ReadModelStore) => expectRight(await store.members()(), 'members')
const checkpointOf = async (store: ReadModelStore, name: string) =>
  expectRight(await store.checkpoint(name)(), 'checkpoint')
const lease = async (store: ReadModelStore, owner: string, ttl = 60_000) =>
  expectRight(await store.acquireLease(group, owner, ttl)(), 'a lease')

const sizes = async (store: ReadModelStore) => (await selected(store, thing, {})).map((one) => one.row.size)

/** What a store promises of leases, groups and versions. */
export const sharing: Readonly<Record<string, Check>> = {
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
  },

  'a projection is added once, and stays where it is': async (store) => {
    await member(store)
    await saved(store, page(undefined, checkpoint(1, 1), { things: [version('a', row('a'), 1)] }))
    expectRight(await store.addMember('another', projection, true)(), 'adding it again')
    expectSame(await membersOf(store), [{ name: 'contract', version: 1, group, live: true }])
    expectSame((await selected(store, thing, {})).length, 1)
  },

  'a version that is built beside the live one is shown when it becomes live, and the other one stays': async (
    store
  ) => {
    await member(store)
    await saved(store, page(undefined, checkpoint(1, 1), { things: [version('a', row('a', { size: 1 }), 1)] }))
    expectRight(await store.addMember('contract@2', newVersion, false)(), 'adding a version')
    const things = [version('a', row('a', { size: 2 }), 1)]
    await saved(store, page(undefined, checkpoint(1, 1), { things, of: newVersion, into: 'contract@2' }))
    expectSame(await sizes(store), [1])
    expectRight(await store.setLive(newVersion)(), 'switching')
    expectSame(await sizes(store), [2])
    expectSame(
      (await membersOf(store)).map(({ version: one, live }) => [one, live]),
      [
        [1, false],
        [2, true]
      ]
    )
    expectRight(await store.setLive(projection)(), 'switching back')
    expectSame(await sizes(store), [1])
  },

  'a version is removed with its rows, but never the live one': async (store) => {
    await member(store)
    expectRight(await store.addMember('contract@2', newVersion, false)(), 'adding a version')
    await saved(store, page(undefined, checkpoint(1, 1), { of: newVersion, into: 'contract@2' }))
    expectRight(await store.removeMember(newVersion)(), 'removing')
    expectRight(await store.removeMember(projection)(), 'removing the live one')
    expectSame(await membersOf(store), [{ name: 'contract', version: 1, group, live: true }])
    expectSame(await checkpointOf(store, 'contract@2'), undefined)
    expectRight(await store.addMember('contract@2', newVersion, false)(), 'adding it again')
    await saved(store, page(undefined, checkpoint(1, 1), { of: newVersion, into: 'contract@2' }))
  },

  'projections that leave a group take a copy of its checkpoint and progress along': async (store) => {
    await member(store)
    expectRight(await store.addMember(group, newVersion, false)(), 'adding a version')
    const progress = new Map([['customer-a', progressAt(1)]])
    await saved(store, page(undefined, checkpoint(1, 1), { progress }))
    expectRight(await store.moveMembers([newVersion], group, 'apart')(), 'leaving')
    expectSame(await checkpointOf(store, 'apart'), checkpoint(1, 1))
    expectSame(await checkpointOf(store, group), checkpoint(1, 1))
    expectSame(expectRight(await store.progressOf('apart', 'customer-a')(), 'progress'), progressAt(1))
    expectSame(
      (await membersOf(store)).map((one) => one.group),
      [group, 'apart']
    )
    await saved(store, page(checkpoint(1, 1), checkpoint(2, 2), { of: newVersion, into: 'apart' }))
    expectSame(await checkpointOf(store, group), checkpoint(1, 1))
  },

  'partitions have checkpoints of their own, and the group is as far as the slowest of them': async (store) => {
    await member(store)
    expectSame(expectRight(await store.partitions(group)(), 'partitions'), undefined)
    const [first, second] = partitionsOf(2)
    await saved(store, page(undefined, checkpoint(1, 7), { partition: first as Partition }))
    expectSame(expectRight(await store.partitions(group)(), 'partitions'), 2)
    expectSame(await checkpointOf(store, group), undefined)
    await saved(store, page(undefined, checkpoint(1, 3), { partition: second as Partition }))
    expectSame(await checkpointOf(store, group), checkpoint(1, 3))
    await saved(store, page(checkpoint(1, 3), checkpoint(2, 9), { partition: second as Partition }))
    expectSame(await checkpointOf(store, group), checkpoint(1, 7))
    const refusal = await store.save(page(checkpoint(1, 7), checkpoint(2, 8), { partition: second as Partition }))()
    expectSame(expectLeft(refusal, 'a save after the checkpoint of another partition').type, 'CheckpointConflict')
    const own = await Promise.all(partitionsOf(2).map((one) => store.checkpointOf(group, one)()))
    expectSame(
      own.map((one) => expectRight(one, 'its own checkpoint')),
      [checkpoint(1, 7), checkpoint(2, 9)]
    )
  },

  'a group that began in one split is refused in every other one': async (store) => {
    await member(store)
    await saved(store, page(undefined, checkpoint(1, 1), { partition: { index: 1, of: 2 } }))
    for (const other of [whole, { index: 0, of: 3 }, { index: 1, of: 3 }]) {
      const asked = expectLeft(await store.checkpointOf(group, other)(), 'a checkpoint in another split')
      expectSame(asked, { type: 'PartitionedOtherwise', group, partitions: 2 })
      for (const after of [undefined, checkpoint(1, 1)]) {
        const refusal = await store.save(page(after, checkpoint(2, 2), { partition: other }))()
        expectSame(expectLeft(refusal, 'a save in another split').type, 'CheckpointConflict')
      }
    }
    expectSame(expectRight(await store.checkpointOf(group, { index: 0, of: 2 })(), 'not begun yet'), undefined)
  },

  'a group that begins in two splits at once begins in one of them': async (store) => {
    await member(store)
    const begin = (partition: Partition) => store.save(page(undefined, checkpoint(1, 1), { partition }))()
    const answers = await Promise.all([
      begin({ index: 0, of: 2 }),
      begin({ index: 1, of: 4 }),
      begin({ index: 2, of: 3 })
    ])
    expectSame(answers.filter(({ _tag }) => _tag === 'Right').length, 1)
  },

  'a group is split anew where all its partitions stand at one position, and nowhere else': async (store) => {
    await member(store)
    expectRight(await store.repartition(group, 3)(), 'a group that has not begun')
    const [first, second] = partitionsOf(2)
    await saved(store, page(undefined, checkpoint(1, 7), { partition: first as Partition }))
    expectSame(expectLeft(await store.repartition(group, 3)(), 'before all began').type, 'CheckpointConflict')
    await saved(store, page(undefined, checkpoint(1, 3), { partition: second as Partition }))
    expectSame(expectLeft(await store.repartition(group, 3)(), 'apart').type, 'CheckpointConflict')
    await saved(store, page(checkpoint(1, 3), checkpoint(4, 7), { partition: second as Partition }))
    const progress = new Map([['customer-a', progressAt(7)]])
    await saved(store, page(checkpoint(4, 7), checkpoint(5, 7), { partition: second as Partition, progress }))
    expectRight(await store.repartition(group, 3)(), 'at one position')
    expectSame(expectRight(await store.partitions(group)(), 'partitions'), 3)
    const late = await store.save(page(checkpoint(5, 7), checkpoint(6, 8), { partition: second as Partition }))()
    expectSame(expectLeft(late, 'a save of a partition that there was').type, 'CheckpointConflict')
    for (const one of partitionsOf(3)) {
      const own = expectRight(await store.checkpointOf(group, one)(), 'its checkpoint')
      expectSame([own?.position, own?.landmark], [checkpoint(1, 7).position, checkpoint(1, 7).landmark])
      await saved(store, page(own, { ...checkpoint(1, 8), sequence: (own?.sequence ?? 0) + 1 }, { partition: one }))
    }
    expectSame(expectRight(await store.progressOf(group, 'customer-a')(), 'progress'), progressAt(7))
  },

  'projections that leave a split group take every partition along': async (store) => {
    await member(store)
    expectRight(await store.addMember(group, newVersion, false)(), 'adding a version')
    await saved(store, page(undefined, checkpoint(1, 1), { partition: { index: 0, of: 2 } }))
    await saved(store, page(undefined, checkpoint(1, 2), { partition: { index: 1, of: 2 } }))
    expectRight(await store.moveMembers([newVersion], group, 'apart')(), 'leaving')
    for (const name of [group, 'apart']) {
      const own = await Promise.all(partitionsOf(2).map((one) => store.checkpointOf(name, one)()))
      expectSame(
        own.map((one) => expectRight(one, 'its own checkpoint')),
        [checkpoint(1, 1), checkpoint(1, 2)]
      )
    }
  },

  'two groups become one only where both are at the same position': async (store) => {
    await member(store)
    expectRight(await store.addMember('apart', newVersion, false)(), 'adding a version')
    await saved(store, page(undefined, checkpoint(1, 2)))
    await saved(store, page(undefined, checkpoint(1, 1), { of: newVersion, into: 'apart' }))
    const refusal = expectLeft(await store.moveMembers([newVersion], 'apart', group)(), 'joining too early')
    expectSame(refusal, { type: 'CheckpointConflict', group })
    await saved(store, page(checkpoint(1, 1), checkpoint(2, 2), { of: newVersion, into: 'apart' }))
    expectRight(await store.moveMembers([newVersion], 'apart', group)(), 'joining')
    expectSame(await checkpointOf(store, 'apart'), undefined)
    expectSame(await checkpointOf(store, group), checkpoint(1, 2))
    expectSame(
      (await membersOf(store)).map((one) => one.group),
      [group, group]
    )
  }
}
