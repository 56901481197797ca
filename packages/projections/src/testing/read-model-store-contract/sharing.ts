import { expectLeft, expectRight } from '@accountable/domain/testing'
import type { ReadModelStore } from '../../read-model-store.js'
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
  projection,
  row,
  saved,
  selected,
  thing,
  version
} from './world.js'

const membersOf = async (store: ReadModelStore) => expectRight(await store.members()(), 'members')
const sizes = async (store: ReadModelStore) => (await selected(store, thing, {})).map((one) => one.row.size)

const shownOf = async (store: ReadModelStore) =>
  (await membersOf(store)).map(({ version: one, live, wasShown }) =>
    `${one} ${[...(live ? ['is live'] : []), ...(wasShown ? ['was shown'] : [])].join(', ')}`.trim()
  )

/** What a store promises of versions and of the groups that they share. */
export const sharing: Readonly<Record<string, Check>> = {
  'a projection is added once, and stays where it is': async (store) => {
    await member(store)
    await saved(store, page(undefined, checkpoint(1, 1), { things: [version('a', row('a'), 1)] }))
    expectRight(await store.addMember('another', projection, true)(), 'adding it again')
    expectSame(await membersOf(store), [{ name: 'contract', version: 1, group, live: true, wasShown: true }])
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
    expectSame(await shownOf(store), ['1 is live, was shown', '2'])
    expectRight(await store.setLive(newVersion)(), 'switching')
    expectSame(await sizes(store), [2])
    expectSame(await shownOf(store), ['1 was shown', '2 is live, was shown'])
    expectRight(await store.setLive(projection)(), 'switching back')
    expectSame(await sizes(store), [1])
    expectSame(await shownOf(store), ['1 is live, was shown', '2 was shown'])
  },

  'a version is removed with its rows, but never the live one': async (store) => {
    await member(store)
    expectRight(await store.addMember('contract@2', newVersion, false)(), 'adding a version')
    await saved(store, page(undefined, checkpoint(1, 1), { of: newVersion, into: 'contract@2' }))
    expectRight(await store.removeMember(newVersion)(), 'removing')
    expectRight(await store.removeMember(projection)(), 'removing the live one')
    expectSame(await membersOf(store), [{ name: 'contract', version: 1, group, live: true, wasShown: true }])
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
