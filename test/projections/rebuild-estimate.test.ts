import { type EventFeed, partitionOf, type ReadModelStore } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { times } from './law-world.js'
import { holding, lived, next, rebuild, told } from './rebuild-world.js'

/** As long as each other in the log, so that the estimate in positions is one in events too. */
const eight = times(8, (n) => [`customer-${'ab'.charAt(n % 2)}`, `name ${n}`])

const estimates = suite('the estimate of a rebuild', undefined, { timeout: 30_000 })

estimates('given a rebuild, then it tells how long at this speed, once it has one, and 0 at the end', async () => {
  const one = await lived(undefined, eight)
  const third = holding(one.store, 3, 'before')
  const first = holding(third.store, 1, 'before')
  const running = await rebuild({ ...one, store: first.store }, next)
  await first.arrived
  const begun = await told(running, ({ head }) => head !== undefined)
  assert.equal([begun.position, begun.events, begun.eventsPerSecond], [undefined, 0, 0])
  assert.is(begun.secondsToCatchUp, undefined)

  first.letGo()
  await third.arrived
  const half = await told(running, ({ events, head }) => events === 4 && head !== undefined)
  const left = half.secondsToCatchUp ?? Number.NaN
  assert.ok(half.eventsPerSecond > 0 && Number.isFinite(half.eventsPerSecond))
  assert.ok(left > 0 && Number.isFinite(left))
  assert.ok(Math.abs(left * half.eventsPerSecond - 4) < 1e-6, `${left} s at ${half.eventsPerSecond} a second`)

  third.letGo()
  assert.is(await running.caughtUp, true)
  const done = await told(running, ({ activity, events }) => activity === 'idle' && events === 8)
  assert.is(done.secondsToCatchUp, 0)
  assert.ok(done.eventsPerSecond > 0)
  await running.cancel()
})

estimates('given a rebuild that saves nothing for a while, then it tells a longer time each time', async () => {
  const one = await lived(undefined, eight)
  const running = await rebuild(one, next, { restBetweenPages: 600_000 })
  const first = await told(running, ({ events, head }) => events === 2 && head !== undefined)
  const later = await told(
    running,
    ({ eventsPerSecond }) => eventsPerSecond > 0 && eventsPerSecond < first.eventsPerSecond
  )
  assert.is(later.events, 2)
  assert.ok((later.secondsToCatchUp ?? 0) > (first.secondsToCatchUp ?? Number.NaN))
  await running.cancel()
})

estimates('given partitions, then there is an estimate once each has a speed: that of the slowest', async () => {
  const one = await lived(undefined, eight)
  const slowest = partitionOf('customer-b', 2)
  const third = holding(one.store, 3, 'before')
  const first = holding(third.store, 1, 'before')
  const store: ReadModelStore = {
    ...one.store,
    save: (work) => (work.partition?.index === slowest.index ? first.store : one.store).save(work)
  }
  const running = await rebuild({ ...one, store }, next, { partitions: 2 })
  await first.arrived
  const begun = await told(running, ({ events, secondsToCatchUp }) => events === 4 && secondsToCatchUp === undefined)
  assert.is(begun.position, undefined)

  first.letGo()
  await third.arrived
  const half = await told(running, ({ events, secondsToCatchUp = 0 }) => events === 6 && secondsToCatchUp > 0)
  assert.ok(Number.isFinite(half.secondsToCatchUp))

  third.letGo()
  assert.is(await running.caughtUp, true)
  const done = await told(running, ({ activity, events }) => activity === 'idle' && events === 8)
  assert.is(done.secondsToCatchUp, 0)
  await running.cancel()
})

estimates(
  'given an end of the log that nobody knows yet, then there is no estimate: not that it is there',
  async () => {
    const one = await lived(undefined, eight)
    let isDown = true
    const feed: EventFeed = {
      ...one.feed,
      head: () => (isDown ? async () => E.left({ type: 'FeedUnavailable', message: 'down' }) : one.feed.head())
    }
    const running = await rebuild({ ...one, feed }, next, { restBetweenPages: 600_000 })
    const blind = await told(running, ({ events }) => events === 2)
    assert.is(blind.secondsToCatchUp, undefined)
    isDown = false
    const seeing = await told(running, ({ head }) => head !== undefined)
    assert.ok((seeing.secondsToCatchUp ?? 0) > 0)
    await running.cancel()
  }
)

estimates.run()
