import { comparePositions, type Position } from '@accountable/domain/kernel'
import type { EngineSettings, EventFeed, ReadModelStore } from '@accountable/projections'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { type World, world } from './engine-world.js'
import { dump, fill, inTurn, type Step, times } from './law-world.js'
import { catchUp, sessionOf } from './session-world.js'
import { settled } from './virtual-time.js'

/** Long enough for the event loop to turn within a page, so that the next one may come. */
const pageSize = 32

/** Far more than any bound here. */
const pages = 40

/**
 * Pages that may have been read behind those of the save at hand: what the next save may have of them, and what may wait for it.
 * Where none may wait, none has been read when the next save is made up: it has the one that is asked for.
 */
const bound = ({ pagesPerSave, readAhead }: Pick<EngineSettings, 'pagesPerSave' | 'readAhead'>): number =>
  readAhead === 0 ? 1 : pagesPerSave + readAhead

const customers = times(pages * pageSize, inTurn)
const strangers = times(pages * pageSize, (n): Step => (n % (3 * pageSize) === 0 ? inTurn(n) : ['other-x', 'some']))

const given = (story: ReadonlyArray<Step>): World => {
  const one = world()
  fill(one, story)
  return one
}

/** A feed that counts what it was asked, and takes so many turns of the event loop for each answer. */
const counting = ({ feed }: World, delay = 0) => {
  const counted = { pages: 0 }
  const readAll: EventFeed['readAll'] = (after, limit) => async () => {
    counted.pages += 1
    for (let turn = 0; turn < delay; turn++) await new Promise(setImmediate)
    return feed.readAll(after, limit)()
  }
  return { counted, feed: { ...feed, readAll } }
}

/** How many pages had been read behind those of each save, when nothing more happened without its answer. */
const furtherPages = async (one: World, settings: Partial<EngineSettings>): Promise<ReadonlyArray<number>> => {
  const { counted, feed } = counting(one)
  const pagesUpTo = (end: Position): number =>
    one.log.records.filter(({ position }) => comparePositions(position, end) <= 0).length / pageSize
  const further: number[] = []
  const save: ReadModelStore['save'] = (work) => async () => {
    await settled()
    further.push(counted.pages - pagesUpTo(work.checkpoint.position))
    return one.store.save(work)()
  }
  await catchUp(one, { feed, store: { ...one.store, save }, settings })
  return further
}

const ahead = suite('how far an engine reads ahead')

for (const readAhead of [0, 1, 3])
  for (const pagesPerSave of [1, 16]) {
    const settings = { pageSize, readAhead, pagesPerSave }
    const title = `given ${readAhead} pages that may wait, ${pagesPerSave} in a save, and a store that hangs`

    ahead(`${title}, then so many are read and no more, however long the log is`, async () => {
      const one = given(customers)
      assert.is(Math.max(...(await furtherPages(one, settings))), bound(settings))
      const reference = given(customers)
      await catchUp(reference, { settings: { pageSize: 1000, readAhead: 0 } })
      assert.is(await dump(one.store), await dump(reference.store))
    })

    ahead(`${title}, when most records concern nobody, then no more are read either`, async () => {
      const most = Math.max(...(await furtherPages(given(strangers), settings)))
      assert.ok(most > 0 && most <= bound(settings), `${most} pages`)
    })
  }

ahead(
  'given a save that failed and pages on their way, then nothing more is asked for when they are there',
  async () => {
    const one = given(customers)
    const { counted, feed } = counting(one, 5)
    const save: ReadModelStore['save'] = () => TE.left({ type: 'ReadModelsUnavailable', message: 'down' })
    const settings = { pageSize, readAhead: 8 }
    const session = await sessionOf(one, { feed, store: { ...one.store, save }, settings })
    const failed = await session.step().then(
      () => false,
      () => true
    )
    const { pages: asked } = counted
    session.close()
    await settled()
    assert.ok(failed && asked > 1 && asked < settings.readAhead)
    assert.is(counted.pages, asked)
  }
)

ahead.run()
