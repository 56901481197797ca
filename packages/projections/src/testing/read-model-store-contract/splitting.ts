import { expectLeft, expectRight } from '@accountable/domain/testing'
import { type Partition, partitionsOf, whole } from '../../partition.js'
import {
  type Check,
  checkpoint,
  checkpointOf,
  expectSame,
  group,
  member,
  newVersion,
  page,
  progressAt,
  saved
} from './world.js'

/** What a store promises of a group that is split into partitions. */
export const splitting: Readonly<Record<string, Check>> = {
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
  }
}
