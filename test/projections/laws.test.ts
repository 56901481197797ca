import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import type { EngineSettings, EventFeed, ReadModelStore } from '@accountable/projections'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, reached, world } from './engine-world.js'
import { crashing, dump, fill, histories, type Step } from './law-world.js'
import { letters, name, totalTable } from './toy.js'

/** A life without accidents, in one page. */
const live = async (history: ReadonlyArray<Step>): Promise<string> => {
  const one = world()
  fill(one, history)
  const engine = one.run({ settings: { pageSize: 1000 } })
  await reached(engine, one)
  await engine.stop()
  return dump(one.store)
}

const runs = Number(process.env['FC_RUNS'] ?? 40)
const laws = suite('laws of the engine', undefined, { timeout: 120_000 })

laws('page size, read-ahead and how many rows are remembered never change the result', () =>
  fc.assert(
    fc.asyncProperty(
      histories,
      fc.record({
        pageSize: fc.integer({ min: 1, max: 9 }),
        readAhead: fc.integer({ min: 0, max: 4 }),
        rememberedRows: fc.integer({ min: 0, max: 6 })
      }),
      async (history, settings: Partial<EngineSettings>) => {
        const one = world()
        fill(one, history)
        const engine = one.run({ settings })
        await reached(engine, one)
        await engine.stop()
        assert.is(await dump(one.store), await live(history))
      }
    ),
    { numRuns: runs }
  )
)

laws('a row that was forgotten and read again is one row for every stream that asks for it', async () => {
  const one = world()
  name(one.log, 'customer-a', 'x')
  name(one.log, 'customer-b', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x')
  name(one.log, 'customer-a', 'x')
  const engine = one.run({ projections: [letters], settings: { pageSize: 1, readAhead: 0, rememberedRows: 3 } })
  await reached(engine, one)
  await engine.stop()
  const totals = await everything(one.store, totalTable)
  assert.is(totals.find(({ key }) => key === 'x')?.row['total'], 3)
})

laws('rebuilt equals live, byte for byte, whatever came while the engine ran', () =>
  fc.assert(
    fc.asyncProperty(histories, histories, async (before, during) => {
      const one = world()
      fill(one, before)
      const engine = one.run({ settings: { pageSize: 2 } })
      for (const step of during) {
        fill(one, [step])
        await new Promise(setImmediate)
      }
      await reached(engine, one)
      await engine.stop()
      assert.is(await dump(one.store), await live([...before, ...during]))
    }),
    { numRuns: runs }
  )
)

laws('a crash at any call of the store, before or after it took effect, loses and doubles nothing', async () => {
  let crashes = 0
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const expected = await live(history)
      for (const moment of ['before', 'after'] as const)
        for (let nth = 1; ; nth++) {
          const one = world(createInMemoryReadModels())
          fill(one, history)
          const settings = { pageSize: 3, leaseTtl: 1 }
          const { store, dead, bury } = crashing(one.store, nth, moment)
          const victim = one.run({ store, settings, owner: 'victim' })
          const survived = await Promise.race([dead.then(() => false), reached(victim, one).then(() => true)])
          if (survived) {
            await victim.stop()
            break
          }
          crashes += 1
          const heir = one.run({ settings, owner: 'heir' })
          await reached(heir, one)
          await heir.stop()
          bury()
          await victim.stop()
          assert.is(await dump(one.store), expected)
        }
    }),
    { numRuns: Math.ceil(runs / 8) }
  )
  assert.ok(crashes > 0)
})

laws('a feed that repeats pages, and one whose pages are short or empty, change nothing', () =>
  fc.assert(
    fc.asyncProperty(histories, fc.infiniteStream(fc.integer({ min: 0, max: 3 })), async (history, choices) => {
      const one = world()
      fill(one, history)
      const feed: EventFeed = {
        ...one.feed,
        readAll: (after, limit) => async () => {
          const choice = choices.next().value as number
          const page = await one.feed.readAll(after, Math.max(1, limit - choice))()
          if (E.isLeft(page) || page.right.readUpTo === undefined || choice < 2) return page
          const all = await one.feed.readAll(undefined, 1000)()
          const known = E.isRight(all) ? [...all.right.events] : []
          const [first] = page.right.events
          const end = known.findIndex(({ eventId }) => eventId === first?.eventId)
          return E.right({ ...page.right, events: [...known.slice(0, Math.max(0, end)), ...page.right.events] })
        }
      }
      const engine = one.run({ feed, settings: { pageSize: 4 } })
      await reached(engine, one)
      await engine.stop()
      assert.is(await dump(one.store), await live(history))
    }),
    { numRuns: runs }
  )
)

laws('a store and a feed that fail now and then lose and double nothing', () =>
  fc.assert(
    fc.asyncProperty(histories, fc.infiniteStream(fc.integer({ min: 0, max: 3 })), async (history, choices) => {
      const one = world()
      fill(one, history)
      const flaky =
        <Arguments extends ReadonlyArray<unknown>, A>(
          call: (...args: Arguments) => () => Promise<A>,
          failure: unknown
        ) =>
        (...args: Arguments) =>
        async (): Promise<A> => {
          const choice = choices.next().value as number
          if (choice === 0) return E.left(failure) as A
          const answer = await call(...args)()
          // Done, but nobody was told: the one failure that tempts into doing it again.
          return choice === 1 ? (E.left(failure) as A) : answer
        }
      const down = { type: 'ReadModelsUnavailable', message: 'down' }
      const store: ReadModelStore = {
        ...one.store,
        save: flaky(one.store.save, down),
        loadPage: flaky(one.store.loadPage, down),
        checkpointOf: flaky(one.store.checkpointOf, down)
      }
      const feed: EventFeed = {
        ...one.feed,
        readAll: flaky(one.feed.readAll, { type: 'FeedUnavailable', message: '' })
      }
      const engine = one.run({ store, feed })
      await reached(engine, one)
      await engine.stop()
      assert.is(await dump(one.store), await live(history))
    }),
    { numRuns: runs }
  )
)

laws.run()
