import type { EventFeed, ReadModelStore, RunningProjections } from '@accountable/projections'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { filter, map } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { reached, type World, world } from './engine-world.js'
import { dump, fill, inTurn, times } from './law-world.js'
import { catchUp } from './session-world.js'
import { inVirtualTime, settled, type VirtualTime } from './virtual-time.js'

/** Every wait but those between two tries is longer than a test. */
const settings = {
  pageSize: 3,
  firstDelay: 50,
  longestDelay: 1000,
  leaseTtl: 3_600_000,
  pollEvery: 3_600_000,
  progressEvery: 3_600_000
}
const delays = [50, 100, 200, 400, 800, 1000, 1000, 1000]

/** One call of a store or a feed that can be down; when it was tried is kept. */
const outage = (one: World, { now }: VirtualTime, down: keyof ReadModelStore | keyof EventFeed) => {
  const state = { isDown: true, tries: [] as number[] }
  const guarded = <Port extends object>(port: Port): Port => {
    const call = port[down as keyof Port] as ((...args: ReadonlyArray<unknown>) => () => Promise<unknown>) | undefined
    if (call === undefined) return port
    const through: typeof call = (...args) => {
      if (!state.isDown) return call(...args)
      state.tries.push(now())
      return TE.left({ type: down in one.feed ? 'FeedUnavailable' : 'ReadModelsUnavailable', message: 'down' })
    }
    return { ...port, [down]: through }
  }
  return { state, store: guarded(one.store), feed: guarded(one.feed) }
}

/** How many failures in a row the engine told, each time. */
const failuresOf = ({ signals$ }: RunningProjections): ReadonlyArray<number> => {
  const told: number[] = []
  const failed$ = signals$.pipe(
    map(({ signal }) => signal),
    filter((signal) => signal.type === 'failed')
  )
  failed$.subscribe(({ failures }) => told.push(failures))
  return told
}

const between = (tries: ReadonlyArray<number>): ReadonlyArray<number> =>
  tries.slice(1).map((at, n) => at - (tries[n] ?? 0))

const count = (upTo: number): ReadonlyArray<number> => Array.from({ length: upTo }, (_, n) => n + 1)

const story = times(20, inTurn)
const later = times(4, (n) => inTurn(20 + n))

const backoffs = suite('trying again after failures')

for (const down of ['members', 'acquireLease', 'checkpointOf', 'loadPage', 'save', 'finish', 'readAll'] as const)
  backoffs(
    `given a \`${down}\` that keeps failing, then the delays double up to the longest, and nothing is skipped`,
    () =>
      inVirtualTime(async (time) => {
        const one = world()
        fill(one, story)
        const { state, store, feed } = outage(one, time, down)
        const engine = one.run({ store, feed, settings })
        const failures = failuresOf(engine)
        await time.pass(50 + 100 + 200 + 400 + 800 + 1000 + 1000 + 999)
        assert.is(failures.length, 8, 'and not one before its time')
        await time.pass(1)
        assert.equal([between(state.tries), failures], [delays, count(9)])
        state.isDown = false
        await time.pass(999)
        assert.is(failures.length, 9)
        await time.pass(1)
        await reached(engine, one)
        fill(one, later)
        await reached(engine, one)
        await engine.stop()
        assert.is(failures.length, 9)
        const healthy = world()
        fill(healthy, [...story, ...later])
        await catchUp(healthy)
        assert.is(await dump(one.store), await dump(healthy.store))
      })
  )

for (const down of ['loadPage', 'save', 'readAll'] as const)
  backoffs(`given a \`${down}\` that works again, when it fails anew, then the delays and the count begin anew`, () =>
    inVirtualTime(async (time) => {
      const one = world()
      fill(one, story)
      const { state, store, feed } = outage(one, time, down)
      const engine = one.run({ store, feed, settings })
      const failures = failuresOf(engine)
      await time.pass(400)
      state.isDown = false
      await time.pass(400)
      await reached(engine, one)
      state.isDown = true
      state.tries.length = 0
      fill(one, [['customer-new', 'nora']])
      await settled()
      await time.pass(400)
      assert.equal(
        [between(state.tries), failures],
        [
          [50, 100, 200],
          [1, 2, 3, 4, 1, 2, 3, 4]
        ]
      )
      await engine.stop()
    })
  )

backoffs.run()
