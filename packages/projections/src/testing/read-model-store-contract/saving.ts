import { Erased, position } from '@accountable/domain/kernel'
import { expectLeft, expectRight } from '@accountable/domain/testing'
import * as E from 'fp-ts/lib/Either.js'
import { concatMap, filter, firstValueFrom } from 'rxjs'
import type { ReadModelStore } from '../../read-model-store.js'
import {
  type Check,
  checkpoint,
  entry,
  expectSame,
  group,
  logged,
  member,
  page,
  progressAt,
  projection,
  row,
  saved,
  selected,
  thing,
  version
} from './world.js'

const stored = async (store: ReadModelStore) => expectRight(await store.checkpoint(group)(), 'the checkpoint')
const keysOf = (...keys: ReadonlyArray<string>) => ({
  streams: keys.map((key) => `customer-${key}`),
  rows: [{ projection, table: 'thing', keys }]
})

/** What a store promises of saving and loading pages. */
export const saving: Readonly<Record<string, Check>> = {
  'a group that nobody saved has no checkpoint, no progress and no rows': async (store) => {
    await member(store)
    expectSame(await stored(store), undefined)
    const loaded = expectRight(await store.loadPage(group, keysOf('a'))(), 'loading')
    expectSame(loaded.progress.size, 0)
    expectSame(
      loaded.rows.map((rows) => rows.size),
      [0]
    )
    expectSame(await selected(store, thing, {}), [])
  },

  'rows, progress and checkpoint come back as they were saved, whatever their type': async (store) => {
    await member(store)
    const full = row('a', {
      name: Erased,
      nickname: 'Zoë "Z" \\ Ωmega 😀',
      size: Number.MAX_SAFE_INTEGER,
      ready: false,
      revision: '9223372036854775807',
      tags: ['x', "y'z"]
    })
    const things = [version('a', full, 1), version('b', row('b'), 2), version('c', row('c', { nickname: Erased }), 3)]
    const progress = new Map([
      ['customer-a', progressAt(1)],
      ['customer-b', progressAt(2)]
    ])
    await saved(store, page(undefined, checkpoint(1, 3), { things, progress }))
    expectSame(await stored(store), checkpoint(1, 3))
    const loaded = expectRight(await store.loadPage(group, keysOf('a', 'b', 'nobody'))(), 'loading')
    expectSame(new Map(loaded.progress), progress)
    expectSame(loaded.rows[0]?.get('a'), things[0])
    expectSame(loaded.rows[0]?.get('b'), things[1])
    expectSame(loaded.rows[0]?.size, 2)
    expectSame(expectRight(await store.progressOf(group, 'customer-b')(), 'progress'), progress.get('customer-b'))
    expectSame(expectRight(await store.progressOf(group, 'customer-c')(), 'progress'), undefined)
    expectSame(await selected(store, thing, { order: [{ property: 'sortKey' }] }), things)
  },

  'positions beyond the range of a double and a checkpoint without landmark are kept exactly': async (store) => {
    await member(store)
    const next = { sequence: 1, position: position(9223372036854775806n, 9223372036854775805n), landmark: undefined }
    await saved(store, page(undefined, next))
    expectSame(await stored(store), next)
  },

  'text that a database may not be able to keep does not stop a save': async (store) => {
    await member(store)
    const strange = row('a', { nickname: 'nul \u0000, half a pair \ud800, and \\u0000 spelt out', tags: ['\u0000'] })
    await saved(store, page(undefined, checkpoint(1, 1), { things: [version('a', strange, 1)] }))
    expectSame((await selected(store, thing, {})).length, 1)
  },

  'a save that does not follow the stored checkpoint is refused and changes nothing': async (store) => {
    await member(store)
    const things = [version('a', row('a'), 1)]
    await saved(store, page(undefined, checkpoint(1, 1), { things }))
    const other = {
      things: [version('a', row('a', { size: 7 }), 2)],
      progress: new Map([['customer-a', progressAt(2)]])
    }
    for (const after of [undefined, checkpoint(2, 1), checkpoint(1, 2), checkpoint(0, 1)]) {
      const refusal = expectLeft(
        await store.save(page(after, checkpoint(2, 2), other))(),
        'a save that does not follow'
      )
      expectSame(refusal, { type: 'CheckpointConflict', group })
    }
    expectSame(await stored(store), checkpoint(1, 1))
    expectSame(await selected(store, thing, {}), things)
    expectSame(expectRight(await store.progressOf(group, 'customer-a')(), 'progress'), undefined)
  },

  'a first save for a checkpoint that is not there is refused too': async (store) => {
    await member(store)
    const refusal = expectLeft(await store.save(page(checkpoint(1, 1), checkpoint(2, 2)))(), 'a save after nothing')
    expectSame(refusal.type, 'CheckpointConflict')
    expectSame(await stored(store), undefined)
  },

  'of two saves that follow the same checkpoint one is refused': async (store) => {
    await member(store)
    const first = page(undefined, checkpoint(1, 1), { things: [version('a', row('a', { size: 1 }), 1)] })
    const second = page(undefined, checkpoint(1, 1), { things: [version('a', row('a', { size: 2 }), 1)] })
    const answers = await Promise.all([store.save(first)(), store.save(second)()])
    expectSame(answers.map(({ _tag }) => _tag).toSorted(), ['Left', 'Right'])
    const size = answers[0] !== undefined && E.isRight(answers[0]) ? 1 : 2
    expectSame(
      (await selected(store, thing, {})).map((one) => one.row.size),
      [size]
    )
  },

  'history keeps every version, ended by the one that came next, in the same page or in a later one': async (store) => {
    await member(store)
    const one = version('a', row('a', { size: 1 }), 1, 2)
    const two = version('a', row('a', { size: 2 }), 2)
    const three = version('a', row('a', { size: 3 }), 3)
    await saved(store, page(undefined, checkpoint(1, 2), { things: [one, two] }))
    const closed = [{ key: 'a', from: two.from.position, to: three.from }]
    await saved(store, page(checkpoint(1, 2), checkpoint(2, 3), { things: [three], closed }))
    const all = await selected(store, thing, { versions: 'all', order: [{ property: 'position' }] })
    expectSame(all, [one, { ...two, to: three.from }, three])
    expectSame(await selected(store, thing, {}), [three])
  },

  'a log keeps every row in its order': async (store) => {
    await member(store)
    const entries = [logged(1, 0, 'a', 'one'), logged(1, 1, 'a', 'two'), logged(2, 0, 'b', 'three')]
    await saved(store, page(undefined, checkpoint(1, 1), { entries: entries.slice(0, 2) }))
    await saved(store, page(checkpoint(1, 1), checkpoint(2, 2), { entries: entries.slice(2) }))
    expectSame(await selected(store, entry, { order: [{ property: 'position' }, { property: 'ordinal' }] }), entries)
  },

  'a save is announced after it can be read': async (store) => {
    await member(store)
    // There may be hints before it, and after it: one read at a time, so that none is left under way.
    const reads = store.saved$.pipe(concatMap(() => stored(store)))
    const seen = firstValueFrom(reads.pipe(filter((one) => one !== undefined)))
    await saved(store, page(undefined, checkpoint(1, 1)))
    expectSame((await seen).sequence, 1)
  }
}
