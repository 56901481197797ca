import { partitionsOf } from '@accountable/projections'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { type World, world } from './engine-world.js'
import { dump, fill, longHistories, type Step } from './law-world.js'
import { catchUp, slowly } from './session-world.js'
import { nameLogTable, things, thingTable } from './toy.js'

/** Just below, at and above what the engine folds between two turns of the event loop, and several times that. */
const pageSizes = [15, 16, 17, 33, 64, 100]

const given = (history: ReadonlyArray<Step>): World => {
  const one = world()
  fill(one, history)
  return one
}

/** How an engine works that reads one record at a time. */
const stepByStep = { pageSize: 1, readAhead: 0 }

const runs = Number(process.env['FC_RUNS'] ?? 40)
const laws = suite('pages that are folded in slices', undefined, { timeout: 120_000 })

laws('whatever the page size, the rows are byte for byte those of one record at a time', () =>
  fc.assert(
    fc.asyncProperty(
      longHistories,
      fc.record({ readAhead: fc.integer({ min: 0, max: 3 }), rememberedRows: fc.integer({ min: 0, max: 20 }) }),
      fc.integer({ min: 0, max: 40 }),
      async (history, settings, delay) => {
        const reference = given(history)
        await catchUp(reference, { settings: stepByStep })
        const expected = await dump(reference.store)
        for (const pageSize of pageSizes) {
          const one = given(history)
          await catchUp(one, { settings: { ...settings, pageSize }, store: slowly(one.store, delay) })
          assert.is(await dump(one.store), expected, `pages of ${pageSize}`)
        }
      }
    ),
    { numRuns: runs }
  )
)

laws('so they are in partitions, each of which folds what is its own', () =>
  fc.assert(
    fc.asyncProperty(longHistories, fc.integer({ min: 2, max: 3 }), async (history, of) => {
      const projections = [things]
      const tables = [thingTable, nameLogTable]
      const reference = given(history)
      await catchUp(reference, { projections, settings: stepByStep })
      const expected = await dump(reference.store, tables)
      for (const pageSize of pageSizes) {
        const one = given(history)
        const store = slowly(one.store, 2)
        const work = { projections, settings: { pageSize }, store }
        await Promise.all(partitionsOf(of).map((partition) => catchUp(one, { ...work, partition })))
        assert.is(await dump(one.store, tables), expected, `${of} partitions, pages of ${pageSize}`)
      }
    }),
    { numRuns: runs }
  )
)

laws.run()
