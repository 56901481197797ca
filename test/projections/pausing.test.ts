import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import type { ReadModelStore, RunningProjections } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, reached, until, type World, world } from './engine-world.js'
import { name, nameLogTable } from './toy.js'
import { inVirtualTime, settled } from './virtual-time.js'

const delay = 1000
/** A store in memory has leases by the machine's clock: none ends during a test. */
const leaseTtl = 600_000
const settings = { pageSize: 1, firstDelay: delay, longestDelay: delay, leaseTtl, progressEvery: 3_600_000 }

const given = (): World => {
  const one = world(createInMemoryReadModels())
  name(one.log, 'customer-a', 'anna', 'adam')
  name(one.log, 'customer-b', 'bea')
  return one
}

const saved = async ({ store }: World): Promise<number> => (await everything(store, nameLogTable)).length

const isFree = async ({ store }: World): Promise<boolean> => {
  const leased = await store.isLeased('toys')()
  return E.isRight(leased) && !leased.right
}

/** Whether something is over when nothing happens any more without an answer or a timer. */
const isOver = (work: Promise<unknown>): Promise<boolean> =>
  Promise.race([work.then(() => true), settled().then(() => false)])

/** A store whose first save hangs until it is answered. */
const hanging = (store: ReadModelStore) => {
  let answer = (): void => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  let hang = (): void => {}
  const hangs = new Promise<void>((resolve) => {
    hang = resolve
  })
  const save: ReadModelStore['save'] = (work) => async () => {
    hang()
    await answered
    return store.save(work)()
  }
  return { hangs, answer: () => answer(), store: { ...store, save } }
}

/** The engine has ended: nothing is asked of the store, and nothing is saved, whatever comes and however long it takes. */
const isEnded = async (one: World, engine: RunningProjections, pass: (ms: number) => Promise<void>): Promise<void> => {
  const before = await saved(one)
  assert.ok(await isFree(one))
  engine.resume()
  await engine.pause()
  engine.resume()
  name(one.log, 'customer-c', 'cora')
  await pass(5 * leaseTtl)
  assert.is(await saved(one), before)
  assert.ok(await isFree(one))
  assert.ok(await isOver(engine.stop()))
}

/** All three names, and the one that came when the engine had ended. */
const isLeftToOthers = async (one: World): Promise<void> => {
  const heir = one.run()
  await reached(heir, one)
  await heir.stop()
  assert.is(await saved(one), 4)
}

const pausing = suite('pausing and stopping an engine')

pausing('given a save that hangs, when it is paused, then it is so with the answer, until it is resumed', () =>
  inVirtualTime(async ({ pass }) => {
    const one = given()
    const { hangs, answer, store } = hanging(one.store)
    const engine = one.run({ store, settings })
    await hangs
    const paused = engine.pause()
    assert.not(await isOver(paused))
    answer()
    await paused
    assert.is(await saved(one), 1)
    await pass(5 * leaseTtl)
    assert.is(await saved(one), 1)
    assert.not(await isFree(one))
    engine.resume()
    await reached(engine, one)
    assert.is(await saved(one), 3)
    await engine.stop()
  })
)

for (const isPaused of [false, true])
  pausing(
    `given ${isPaused ? 'a pause, and ' : ''}a save that hangs, when it is stopped, then its group is free with the answer`,
    () =>
      inVirtualTime(async ({ pass }) => {
        const one = given()
        const { hangs, answer, store } = hanging(one.store)
        const engine = one.run({ store, settings })
        await hangs
        if (isPaused) void engine.pause()
        const stopped = engine.stop()
        assert.not(await isOver(stopped))
        engine.resume()
        void engine.pause()
        assert.not(await isOver(stopped))
        assert.not(await isFree(one))
        answer()
        await stopped
        assert.is(await saved(one), 1)
        await isEnded(one, engine, pass)
        await isLeftToOthers(one)
      })
  )

for (const [end, done] of [
  ['pause', 'paused'],
  ['stop', 'stopped']
] as const)
  pausing(`given a save that hangs in a session that was given up, when it is ${done}, then it is waited for too`, () =>
    inVirtualTime(async ({ pass }) => {
      const one = given()
      const { hangs, answer, store } = hanging(one.store)
      const down = TE.left({ type: 'ReadModelsUnavailable', message: 'down' } as const)
      let renewals = 0
      const engine = one.run({
        store: {
          ...store,
          acquireLease: (...args) => (++renewals === 2 ? down : store.acquireLease(...args)),
          loadPage: (...args) => (renewals > 1 ? down : store.loadPage(...args))
        },
        settings
      })
      await hangs
      const failing = until(engine, ({ failure }) => failure?.failures === 2)
      await pass(leaseTtl / 3 + delay)
      await failing
      const ended = engine[end]()
      const isEarly = await isOver(ended)
      answer()
      await Promise.all([ended, settled()])
      const before = await saved(one)
      await engine.stop()
      assert.not(isEarly, 'something may still be saved')
      assert.is(before, 1)
    })
  )

pausing('given a failure, when it is paused before the next try, then nothing is saved until it is resumed', () =>
  inVirtualTime(async ({ pass }) => {
    const one = given()
    let isDown = true
    const save: ReadModelStore['save'] = (work) =>
      isDown ? TE.left({ type: 'ReadModelsUnavailable', message: 'down' }) : one.store.save(work)
    const engine = one.run({ store: { ...one.store, save }, settings })
    await until(engine, ({ failure }) => failure !== undefined)
    assert.ok(await isOver(engine.pause()))
    isDown = false
    await pass(5 * delay)
    assert.is(await saved(one), 0)
    engine.resume()
    await reached(engine, one)
    assert.is(await saved(one), 3)
    await engine.stop()
  })
)

pausing(
  'given another one at work, when it is paused and the group gets free, then it saves nothing until resumed',
  () =>
    inVirtualTime(async ({ pass }) => {
      const one = given()
      await one.store.acquireLease('toys', 'somebody', 3_600_000)()
      const engine = one.run({ settings })
      await until(engine, ({ activity }) => activity === 'standby')
      assert.ok(await isOver(engine.pause()))
      await one.store.releaseLease('toys', 'somebody')()
      await pass(leaseTtl)
      assert.is(await saved(one), 0)
      engine.resume()
      await reached(engine, one)
      assert.is(await saved(one), 3)
      await engine.stop()
    })
)

pausing('given a failure, when it is stopped twice before the next try, then both are over, and nothing is tried', () =>
  inVirtualTime(async ({ pass }) => {
    const one = given()
    let tries = 0
    const save: ReadModelStore['save'] = () => {
      tries += 1
      return TE.left({ type: 'ReadModelsUnavailable', message: 'down' })
    }
    const engine = one.run({ store: { ...one.store, save }, settings })
    await until(engine, ({ failure }) => failure !== undefined)
    assert.equal(await Promise.all([isOver(engine.stop()), isOver(engine.stop())]), [true, true])
    await isEnded(one, engine, pass)
    assert.is(tries, 1)
    await isLeftToOthers(one)
  })
)

pausing('given another one at work, when it is stopped, then it leaves the group to that one and never takes it', () =>
  inVirtualTime(async ({ pass }) => {
    const one = given()
    await one.store.acquireLease('toys', 'somebody', 3_600_000)()
    const engine = one.run({ settings })
    await until(engine, ({ activity }) => activity === 'standby')
    assert.ok(await isOver(engine.stop()))
    assert.not(await isFree(one))
    await one.store.releaseLease('toys', 'somebody')()
    await isEnded(one, engine, pass)
    await isLeftToOthers(one)
  })
)

pausing.run()
