import { comparePositions } from '@accountable/domain/kernel'
import type { EventFeed, Progress, ReadModelStore, RunningProjections } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { map } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { reached, until, world } from './engine-world.js'
import { name } from './toy.js'

const minute = 60 // The world's log is one minute older with each event.
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Every account of the group from here on. */
const accounts = (engine: RunningProjections): { readonly all: Progress[]; readonly end: () => void } => {
  const all: Progress[] = []
  const heard = engine.progress$.pipe(map((groups) => groups.get('toys'))).subscribe((one) => one && all.push(one))
  return { all, end: () => heard.unsubscribe() }
}

const isBehind = ({ position, head }: Progress): boolean =>
  position !== undefined && head !== undefined && comparePositions(position, head) < 0

/** Of four events, a minute apart and saved one by one: at each account the oldest that is not saved is at most one behind. */
const lagsUntilTheHead = async (running: RunningProjections, toyWorld: ReturnType<typeof world>): Promise<void> => {
  const { all, end } = accounts(running)
  const { lagSeconds } = await reached(running, toyWorld)
  end()
  await running.stop()
  const between = all.filter(isBehind)
  assert.ok(between.length > 6) // Beats come every 10 ms.
  for (const { events, lagSeconds: late } of between) {
    assert.ok(late >= (3 - events) * minute && late > 0, `${late} s with ${events} events saved`)
    assert.ok(late < (4 - events) * minute + 5, `${late} s with ${events} events saved`)
  }
  assert.is(lagSeconds, 0)
}

const lag = suite('lag')

lag('given a rest after each page, when it has saved one, then it lags until it is at the head', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna', 'bert', 'carl', 'dora')
  const running = toyWorld.run({ settings: { pageSize: 1, pagesPerSave: 1, restBetweenPages: 40 } })
  await lagsUntilTheHead(running, toyWorld)
})

lag('given a slow feed, when the next page is not there yet, then it lags by no more than the last one', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna', 'bert', 'carl', 'dora')
  const feed: EventFeed = {
    ...toyWorld.feed,
    readAll: (after, limit) => async () => {
      await pause(40)
      return await toyWorld.feed.readAll(after, limit)()
    }
  }
  const running = toyWorld.run({ feed, settings: { pageSize: 1, pagesPerSave: 1 } })
  await lagsUntilTheHead(running, toyWorld)
})

lag('given a store that cannot load, when the engine tries again and again, then it lags until it can', async () => {
  const toyWorld = world()
  let isDown = true
  const store: ReadModelStore = {
    ...toyWorld.store,
    loadPage: (...args) =>
      isDown ? async () => E.left({ type: 'ReadModelsUnavailable', message: 'down' }) : toyWorld.store.loadPage(...args)
  }
  name(toyWorld.log, 'customer-a', 'anna', 'bert')
  const running = toyWorld.run({ store })
  const { lagSeconds } = await until(
    running,
    ({ failure, head }) => head !== undefined && failure !== undefined && failure.failures > 3
  )
  const { all, end } = accounts(running)
  await pause(50)
  end()
  isDown = false
  const there = await reached(running, toyWorld)
  await running.stop()
  assert.ok(lagSeconds >= minute)
  assert.ok(all.length > 0 && all.every(({ lagSeconds: late }) => late >= minute))
  assert.is(there.lagSeconds, 0)
})

lag('given an engine at the head, when one comes that the feed does not give, then it lags by that', async () => {
  const toyWorld = world()
  let isDown = false
  const feed: EventFeed = {
    ...toyWorld.feed,
    readAll: (...args) =>
      isDown ? async () => E.left({ type: 'FeedUnavailable', message: 'down' }) : toyWorld.feed.readAll(...args)
  }
  name(toyWorld.log, 'customer-a', 'anna')
  const running = toyWorld.run({ feed })
  await reached(running, toyWorld)
  const idle = await until(running, ({ activity }) => activity === 'idle')
  assert.is(idle.lagSeconds, 0)
  isDown = true
  name(toyWorld.log, 'customer-a', 'bert')
  const late = await until(running, (progress) => isBehind(progress) && progress.lagSeconds > 0)
  assert.ok(late.lagSeconds < minute) // Not since the last event that was saved: there was nothing to do in between.
  isDown = false
  const there = await reached(running, toyWorld)
  await running.stop()
  assert.is(there.lagSeconds, 0)
})

lag('given a head that is an old one, when a load behind it takes long, then it lags by the first event', async () => {
  const toyWorld = world()
  let answer = (): void => {}
  let answered = Promise.resolve()
  const store: ReadModelStore = {
    ...toyWorld.store,
    loadPage:
      (...args) =>
      async () => {
        await answered
        return await toyWorld.store.loadPage(...args)()
      }
  }
  name(toyWorld.log, 'customer-a', 'anna')
  const running = toyWorld.run({ store, settings: { progressEvery: 100 } })
  await reached(running, toyWorld)
  await until(running, ({ activity, head }) => activity === 'idle' && head !== undefined)
  answered = new Promise((resolve) => {
    answer = resolve
  })
  name(toyWorld.log, 'customer-b', 'bert', 'carl')
  const { lagSeconds } = await until(running, isBehind)
  answer()
  const there = await reached(running, toyWorld)
  await running.stop()
  assert.ok(lagSeconds >= minute)
  assert.is(there.lagSeconds, 0)
})

lag.run()
