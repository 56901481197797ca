import type { Selection } from '../../selection.js'
import {
  at,
  type Check,
  checkpoint,
  entry,
  expectSame,
  logged,
  member,
  page,
  row,
  saved,
  selected,
  stamp,
  thing,
  version
} from './world.js'

/** What a store promises of reading what was so at a moment. */
export const lookingBack: Readonly<Record<string, Check>> = {
  'a table with history answers as of any moment, by each clock and by position': async (store) => {
    await member(store)
    const things = [
      version('a', row('a', { size: 1 }), 1, 3),
      version('b', row('b', { size: 2 }), 2),
      version('a', row('a', { size: 3 }), 3)
    ]
    await saved(store, page(undefined, checkpoint(1, 3), { things }))
    const sizes = async (asOf: Selection['asOf']) =>
      (await selected(store, thing, { order: [{ property: 'customerId' }], ...(asOf && { asOf }) })).map(
        (one) => one.row.size
      )
    expectSame(await sizes(undefined), [3, 2])
    expectSame(await sizes({ effectiveAt: stamp(1).effectiveAt - 1 }), [])
    expectSame(await sizes({ effectiveAt: stamp(1).effectiveAt }), [1])
    expectSame(await sizes({ effectiveAt: stamp(3).effectiveAt - 1 }), [1, 2])
    expectSame(await sizes({ effectiveAt: stamp(3).effectiveAt }), [3, 2])
    expectSame(await sizes({ recordedAt: stamp(3).recordedAt - 1 }), [1, 2])
    expectSame(await sizes({ recordedAt: stamp(3).recordedAt }), [3, 2])
    expectSame(await sizes({ position: at(2) }), [1, 2])
    expectSame(await sizes({ position: at(3) }), [3, 2])
  },

  'of versions that began at the same moment the last one holds then': async (store) => {
    await member(store)
    const moment = { ...stamp(2), position: at(3) }
    const things = [
      { ...version('a', row('a', { size: 1 }), 2), to: moment },
      { ...version('a', row('a', { size: 2 }), 2), from: moment }
    ]
    await saved(store, page(undefined, checkpoint(1, 3), { things }))
    const [only, ...others] = await selected(store, thing, { asOf: { effectiveAt: stamp(2).effectiveAt } })
    expectSame(only?.row.size, 2)
    expectSame(others, [])
  },

  'a log answers what had happened by a moment': async (store) => {
    await member(store)
    const entries = [logged(1, 0, 'a', 'one'), logged(2, 0, 'a', 'two'), logged(3, 0, 'a', 'three')]
    await saved(store, page(undefined, checkpoint(1, 3), { entries }))
    const what = async (asOf: Selection['asOf']) =>
      (await selected(store, entry, { order: [{ property: 'position' }], ...(asOf && { asOf }) })).map(
        (one) => one.row.what
      )
    expectSame(await what({ effectiveAt: stamp(2).effectiveAt }), ['one', 'two'])
    expectSame(await what({ recordedAt: stamp(2).recordedAt - 1 }), ['one'])
    expectSame(await what({ position: at(3) }), ['one', 'two', 'three'])
  }
}
