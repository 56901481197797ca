import { revision } from '@accountable/domain/kernel'
import { expectLeft, expectRight } from '@accountable/domain/testing'
import type { ReadModelStore } from '../../read-model-store.js'
import type { FoundRow } from '../../row-version.js'
import type { Condition, Selection } from '../../selection.js'
import {
  at,
  type Check,
  checkpoint,
  entry,
  expectSame,
  logged,
  member,
  newVersion,
  page,
  pageByPage,
  progressAt,
  projection,
  row,
  saved,
  scanned,
  selected,
  stamp,
  type ThingRow,
  thing,
  version
} from './world.js'

const names = ['Zed', 'ada', 'Ärger', '100%', 'a_b', '\uff5e wide', '😀 face']

/** One thing for each name, written by the first event, the second … */
const fill = async (store: ReadModelStore): Promise<void> => {
  await member(store)
  const things = names.map((sortKey, index) => {
    const some = {
      sortKey,
      size: index % 2 === 0 ? index : null,
      ready: index < 3,
      changedAt: stamp(index).effectiveAt
    }
    return version(`key-${index}`, row(`customer ${index}`, some), index + 1)
  })
  await saved(store, page(undefined, checkpoint(1, 9), { things }))
}

const found = async (store: ReadModelStore, selection: Partial<Selection<ThingRow>>): Promise<ReadonlyArray<string>> =>
  (await selected(store, thing, { order: [{ property: 'sortKey' }], ...selection })).map((one) => one.row.sortKey)

const inOrder = ['100%', 'Zed', 'a_b', 'ada', 'Ärger', '\uff5e wide', '😀 face']

/** What a store promises of reading rows. */
export const selecting: Readonly<Record<string, Check>> = {
  'rows of a customer that is parked say since when, whatever is asked of them, and no others do': async (store) => {
    await member(store)
    const parked = {
      position: at(2),
      revision: revision(1),
      eventId: 'e',
      reason: { code: 'Gap', message: 'revision 0 is missing' } as const,
      since: Date.UTC(2026, 0, 7)
    }
    const things = [version('a', row('a'), 1), version('b', row('b'), 1)]
    const entries = [logged(1, 0, 'a', 'said'), logged(1, 1, 'b', 'said')]
    const progress = new Map([['customer-b', progressAt(0, { parked })]])
    await saved(store, page(undefined, checkpoint(1, 2), { things, entries, progress }))
    const expected = [undefined, parked.since]
    const since = (rows: ReadonlyArray<FoundRow>) => rows.map(({ parkedSince }) => parkedSince)
    const order = [{ property: 'customerId' as const }]
    expectSame(since(await selected(store, thing, { order })), expected)
    expectSame(since(await selected(store, thing, { order, versions: 'all' })), expected)
    expectSame(since(await selected(store, thing, { order, asOf: { position: at(1) } })), expected)
    expectSame(since(await selected(store, entry, { order })), expected)
    const mended = new Map([['customer-b', progressAt(1)]])
    await saved(store, page(checkpoint(1, 2), checkpoint(2, 3), { progress: mended }))
    expectSame(since(await selected(store, thing, { order })), [undefined, undefined])
  },

  'text is ordered by code point, not by any language': async (store) => {
    await fill(store)
    expectSame(await found(store, {}), inOrder)
    expectSame(await found(store, { order: [{ property: 'sortKey', descending: true }] }), inOrder.toReversed())
  },

  'each condition selects what it says, and all of them must hold': async (store) => {
    await fill(store)
    const where = (...conditions: ReadonlyArray<Condition<ThingRow>>) => found(store, { where: conditions })
    expectSame(await where({ property: 'sortKey', is: 'ada' }), ['ada'])
    expectSame(await where({ property: 'sortKey', isOneOf: ['Zed', 'ada', 'nobody'] }), ['Zed', 'ada'])
    expectSame(await where({ property: 'sortKey', isOneOf: [] }), [])
    expectSame(await where({ property: 'sortKey', startsWith: 'a' }), ['a_b', 'ada'])
    expectSame(await where({ property: 'sortKey', contains: 'd' }), ['Zed', 'ada', '\uff5e wide'])
    expectSame(await where({ property: 'sortKey', from: 'a_b' }, { property: 'sortKey', before: 'Ärger' }), [
      'a_b',
      'ada'
    ])
    expectSame(await where({ property: 'size', is: null }, { property: 'ready', is: true }), ['ada'])
    expectSame(await where({ property: 'size', from: 3 }), ['a_b', '😀 face'])
    expectSame(await where({ property: 'ready', is: false }, { property: 'size', before: 6 }), ['a_b'])
    expectSame(await where({ property: 'changedAt', from: stamp(5).effectiveAt }), ['\uff5e wide', '😀 face'])
    expectSame(await where({ property: 'effectiveAt', before: stamp(3).effectiveAt }), ['Zed', 'ada'])
    expectSame(await where({ property: 'position', from: at(6) }), ['\uff5e wide', '😀 face'])
    expectSame(await where({ property: 'rowKey', is: 'key-3' }), ['100%'])
    expectSame(await where({ property: 'rowKey', isOneOf: ['key-0', 'key-4', 'key-9'] }), ['Zed', 'a_b'])
  },

  'wildcards of a database are plain characters': async (store) => {
    await fill(store)
    expectSame(await found(store, { where: [{ property: 'sortKey', contains: '%' }] }), ['100%'])
    expectSame(await found(store, { where: [{ property: 'sortKey', contains: '_' }] }), ['a_b'])
    expectSame(await found(store, { where: [{ property: 'sortKey', startsWith: '\\' }] }), [])
  },

  'pages follow each other without a gap or a double, up, down, and by several properties': async (store) => {
    await fill(store)
    const walk = async (order: Selection<ThingRow>['order']): Promise<ReadonlyArray<string>> => {
      const all = await pageByPage<FoundRow<ThingRow>>((last) => {
        const after =
          last &&
          order.map(({ property }) => (property === 'position' ? last.from.position : last.row[property as 'sortKey']))
        return selected(store, thing, { order, limit: 1, ...(after && { after }) })
      })
      return all.map(({ row: { sortKey } }) => sortKey)
    }
    expectSame(await walk([{ property: 'sortKey' }]), inOrder)
    expectSame(await walk([{ property: 'position', descending: true }]), names.toReversed())
    const ready = ['Zed', 'ada', 'Ärger']
    const waiting = names.slice(3)
    expectSame(await walk([{ property: 'ready', descending: true }, { property: 'position' }]), [...ready, ...waiting])
    expectSame(await walk([{ property: 'ready' }, { property: 'position' }]), [...waiting, ...ready])
  },

  'a version that the store does not have is not shown: the one that is stays': async (store) => {
    await fill(store)
    expectLeft(await store.setLive(newVersion)(), 'showing it')
    expectSame(await found(store, {}), inOrder)
  },

  'every row can be scanned, page by page, of any version of a projection': async (store) => {
    await member(store)
    expectRight(await store.addMember('apart', newVersion, false)(), 'adding a version')
    const things = [
      version('a', row('a', { size: 1 }), 1, 3),
      version('a', row('a', { size: 3 }), 3),
      version('b', row('b', { size: 2 }), 2)
    ]
    const entries = [logged(1, 0, 'a', 'one'), logged(1, 1, 'a', 'two'), logged(2, 0, 'b', 'three')]
    await saved(store, page(undefined, checkpoint(1, 3), { things, entries, of: newVersion, into: 'apart' }))
    expectSame(await scanned(store, newVersion, 'thing', 2), things)
    expectSame(await scanned(store, newVersion, 'entry', 2), entries)
    expectSame(expectRight(await store.scan(projection, 'thing', undefined, 2)(), 'scanning'), [])
  }
}
