import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { position } from '@accountable/domain/kernel'
import { type ReadModelStore, reach } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { reached, world } from './engine-world.js'
import { name, things } from './toy.js'

/** A store that counts the looks at where its projections are. */
const counting = (store: ReadModelStore) => {
  let looks = 0
  const members: ReadModelStore['members'] = () => {
    looks += 1
    return store.members()
  }
  return { store: { ...store, members }, looks: () => looks }
}

/** A store whose toys have come to this position. */
const storeAt = async (commit: bigint): Promise<ReadModelStore> => {
  const store = createInMemoryReadModels()
  await store.addMember('toys', things, true)()
  const checkpoint = { sequence: 1, position: position(commit, commit), landmark: undefined }
  await store.save({ group: 'toys', after: undefined, checkpoint, progress: [], tables: [] })()
  return store
}

const shared = suite('many who wait for one projection')

shared('given a hundred who wait for an event, when it is saved, then they look together, and all see it', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna')
  const engine = toyWorld.run()
  await reached(engine, toyWorld)
  await engine.pause()
  name(toyWorld.log, 'customer-a', 'bert')
  const end = toyWorld.log.records.at(-1)?.position
  assert.ok(end)
  const { store, looks } = counting(toyWorld.store)
  const readers = Array.from({ length: 100 }, (_, n) =>
    reach(store, 'things', { position: end, timeout: 9000 }, n % 2 === 0 ? 'customer-a' : undefined)()
  )
  const before = looks()
  engine.resume()
  const answers = await Promise.all(readers)
  assert.ok(answers.every(E.isRight))
  await engine.stop()
  assert.ok(before <= 2 && looks() < 20, `${before}, then ${looks()} looks`) // Alone they would take two or more each.
})

shared(
  'given a look that is never answered, then who comes later looks again, and who waits is told in time',
  async () => {
    const store = await storeAt(5n)
    let isStuck = true
    const stuck: ReadModelStore = {
      ...store,
      members: () => (isStuck ? () => new Promise(() => {}) : store.members())
    }
    const wanted = { position: '5:5', timeout: 0 }
    const waiting = reach(stuck, 'things', wanted)()
    isStuck = false
    const later = reach(stuck, 'things', { ...wanted, timeout: 5000 })()
    const first = await waiting
    assert.is(E.isLeft(first) && first.left.type, 'NotReached')
    assert.equal(await later, E.right(undefined))
  }
)

shared(
  'given a reader that another one’s look keeps waiting, then it has all of its own time for its own',
  async () => {
    const store = await storeAt(5n)
    const slow: ReadModelStore = {
      ...store,
      members: () => async () => {
        await new Promise((resolve) => setTimeout(resolve, 600))
        return store.members()()
      }
    }
    const wanted = { position: '5:5', timeout: 0 }
    const answers = await Promise.all([reach(slow, 'things', wanted)(), reach(slow, 'things', wanted)()])
    assert.equal(answers, [E.right(undefined), E.right(undefined)])
  }
)

shared.run()
