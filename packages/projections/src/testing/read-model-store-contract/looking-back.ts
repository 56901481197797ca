import { expectRight } from '@accountable/domain/testing'
import type { ReadModelStore } from '../../read-model-store.js'
import type { Selection } from '../../selection.js'
import {
  at,
  type Check,
  checkpoint,
  entry,
  expectSame,
  group,
  logged,
  member,
  page,
  projection,
  row,
  saved,
  scanned,
  selected,
  stamp,
  thing,
  version
} from './world.js'

/** Three saves, each of which ends what the one before it said of `a`, and adds two entries. */
const fillInThreeSaves = async (store: ReadModelStore): Promise<void> => {
  await member(store)
  for (const n of [1, 2, 3]) {
    const things = [
      version('a', row('a', { size: n }), n),
      ...(n === 2 ? [version('b', row('b', { size: 20 }), 2)] : [])
    ]
    const closed = n === 1 ? [] : [{ key: 'a', from: at(n - 1), to: stamp(n) }]
    const entries = [logged(n, 0, 'a', `${n} first`), logged(n, 1, 'a', `${n} second`)]
    const after = n === 1 ? undefined : checkpoint(n - 1, n - 1)
    await saved(store, page(after, checkpoint(n, n), { things, closed, entries }))
  }
}

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
  },

  'a version that a later save ended has that end, by each clock': async (store) => {
    await fillInThreeSaves(store)
    const sizes = async (asOf: Selection['asOf']) =>
      (await selected(store, thing, { order: [{ property: 'customerId' }], ...(asOf && { asOf }) })).map(
        (one) => one.row.size
      )
    expectSame(await sizes(undefined), [3, 20])
    expectSame(await sizes({ position: at(1) }), [1])
    expectSame(await sizes({ position: at(2) }), [2, 20])
    expectSame(await sizes({ effectiveAt: stamp(2).effectiveAt - 1 }), [1])
    expectSame(await sizes({ effectiveAt: stamp(3).effectiveAt - 1 }), [2, 20])
    expectSame(await sizes({ recordedAt: stamp(3).recordedAt }), [3, 20])
    const every = await selected(store, thing, {
      versions: 'all',
      order: [{ property: 'rowKey' }, { property: 'position' }]
    })
    expectSame(
      every.map(({ row: { size }, to }) => [size, to?.position]),
      [
        [1, at(2)],
        [2, at(3)],
        [3, undefined],
        [20, undefined]
      ]
    )
  },

  'after several saves the last version is loaded, and all of them are scanned in pages of any size': async (store) => {
    await fillInThreeSaves(store)
    const keys = { streams: [], rows: [{ projection, table: 'thing', keys: ['a', 'b', 'c'] }] }
    const [loaded] = expectRight(await store.loadPage(group, keys)(), 'loading').rows
    expectSame(
      loaded,
      new Map([
        ['a', version('a', row('a', { size: 3 }), 3)],
        ['b', version('b', row('b', { size: 20 }), 2)]
      ])
    )
    const versions = [
      version('a', row('a', { size: 1 }), 1, 2),
      version('a', row('a', { size: 2 }), 2, 3),
      version('a', row('a', { size: 3 }), 3),
      version('b', row('b', { size: 20 }), 2)
    ]
    const entries = [1, 2, 3].flatMap((n) => [logged(n, 0, 'a', `${n} first`), logged(n, 1, 'a', `${n} second`)])
    for (const limit of [1, 2, 3, 10]) {
      expectSame(await scanned(store, projection, 'thing', limit), versions)
      expectSame(await scanned(store, projection, 'entry', limit), entries)
    }
  }
}
