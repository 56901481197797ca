import { formatPosition } from '@accountable/domain/kernel'
import type { EventFeed, FeedPage, ReadModelStore } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { isAt, until, type World, world } from './engine-world.js'
import { dump, fill, type Step } from './law-world.js'

/** New customers and new letters on every page, so that each of them has something to load. */
const story: ReadonlyArray<Step> = Array.from({ length: 150 }, (_, n) => [
  `customer-${Math.floor(n / 5)}`,
  `${String.fromCodePoint(97 + Math.floor(n / 10))} ${n}`
])

/** A feed that keeps its pages, and answers the very same one again; `again` hears of it. */
const keeping = (feed: EventFeed, isFrozen: boolean, again: () => void): EventFeed => {
  const pages = new Map<string, E.Either<never, FeedPage>>()
  return {
    ...feed,
    readAll: (after, limit) => async () => {
      const asked = `${after === undefined ? '' : formatPosition(after)} ${limit}`
      const kept = pages.get(asked)
      if (kept !== undefined) {
        if (E.isRight(kept) && kept.right.readUpTo !== undefined) again()
        return kept
      }
      const page = await feed.readAll(after, limit)()
      if (E.isLeft(page)) return page
      if (isFrozen) Object.freeze(page.right.events)
      pages.set(asked, page)
      return page
    }
  }
}

type Calls = Pick<ReadModelStore, 'save' | 'loadPage'>

/** Stores that fail at the second call of a kind, and then never again. */
const failures: Readonly<Record<string, (store: ReadModelStore, isNow: () => boolean) => Partial<Calls>>> = {
  'a save fails': ({ save }, isNow) => ({
    save: (work) => (isNow() ? async () => E.left({ type: 'ReadModelsUnavailable', message: 'down' }) : save(work))
  }),
  'a save is done, and its answer lost': ({ save }, isNow) => ({
    save: (work) => async () => {
      const isLost = isNow()
      const answer = await save(work)()
      return isLost ? E.left({ type: 'ReadModelsUnavailable', message: 'no answer' }) : answer
    }
  }),
  'the rows of a page are refused': ({ save }, isNow) => ({
    save: (work) =>
      isNow()
        ? async () => E.left({ type: 'ReadModelsRefused', group: work.group, cause: 'rows', message: 'not these' })
        : save(work)
  }),
  'a load fails': ({ loadPage }, isNow) => ({
    loadPage: (...asked) =>
      isNow() ? async () => E.left({ type: 'ReadModelsUnavailable', message: 'down' }) : loadPage(...asked)
  })
}

/** Rows and place in the log after a run to the end. */
const run = async (
  one: World,
  feed: EventFeed,
  store: ReadModelStore
): Promise<readonly [rows: string, at: string]> => {
  const end = one.log.records.at(-1)?.position
  const engine = one.run({ feed, store, settings: { pageSize: 50 } })
  const { stop } = await until(engine, ({ activity, position }) => activity === 'stopped' || isAt(position, end))
  await engine.stop()
  assert.is(stop, undefined)
  const checkpoint = await one.store.checkpoint('toys')()
  assert.ok(E.isRight(checkpoint) && checkpoint.right)
  const { position, landmark } = checkpoint.right
  return [await dump(one.store), `${formatPosition(position)} ${landmark?.eventId}`]
}

const given = (): World => {
  const one = world()
  fill(one, story)
  return one
}

const pages = suite('a feed that answers the same page again')

for (const [failure, failing] of Object.entries(failures))
  for (const [kind, isFrozen] of Object.entries({ 'a frozen list': true, 'a list that could be emptied': false }))
    pages(`given ${kind}, when ${failure}, then it is as with a feed that makes fresh pages`, async () => {
      const fresh = given()
      const expected = await run(fresh, fresh.feed, fresh.store)
      const one = given()
      let calls = 0
      let repeats = 0
      const feed = keeping(one.feed, isFrozen, () => ++repeats)
      const store = { ...one.store, ...failing(one.store, () => ++calls === 2) }
      assert.equal(await run(one, feed, store), expected)
      assert.ok(repeats > 0)
    })

pages.run()
