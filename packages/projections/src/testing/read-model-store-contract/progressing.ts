import { revision } from '@accountable/domain/kernel'
import { expectRight } from '@accountable/domain/testing'
import { type Check, checkpoint, expectSame, group, member, page, progressAt, saved, stamp } from './world.js'

const parked = {
  position: stamp(2).position,
  revision: revision(2),
  eventId: '00000000-0000-4000-8000-000000000002',
  reason: { code: 'Unreadable' as const, message: 'it is not what it says' },
  since: stamp(2).recordedAt
}
const tampered = { position: stamp(3).position, code: 'RetentionSet' as const }

/** What a store promises of how far streams are. */
export const progressing: Readonly<Record<string, Check>> = {
  'a stream that is parked, tampered with, or both, comes back as that, however it is asked for': async (store) => {
    await member(store)
    const progress = new Map([
      ['customer-a', progressAt(1, { parked })],
      ['customer-b', progressAt(2, { tampered })],
      ['customer-c', progressAt(1, { parked, tampered })],
      ['customer-d', progressAt(1, { last: undefined, parked })]
    ])
    await saved(store, page(undefined, checkpoint(1, 3), { progress }))
    const streams = [...progress.keys()]
    const loaded = expectRight(await store.loadPage(group, { streams, rows: [] })(), 'loading')
    expectSame(new Map(loaded.progress), progress, 'the progress of a page')
    for (const [streamName, one] of progress)
      expectSame(expectRight(await store.progressOf(group, streamName)(), 'progress'), one)
    expectSame(new Map(expectRight(await store.streams(group, undefined, 9)(), 'streams')), progress)
    const mended = new Map([['customer-c', progressAt(3)]])
    await saved(store, page(checkpoint(1, 3), checkpoint(2, 4), { progress: mended }))
    const again = expectRight(await store.loadPage(group, { streams, rows: [] })(), 'loading again')
    expectSame(new Map(again.progress), new Map([...progress, ...mended]), 'the progress of the next page')
  },

  'findings are the streams that are parked or tampered with, and only those': async (store) => {
    await member(store)
    const progress = new Map([
      ['customer-a', progressAt(1)],
      ['customer-b', progressAt(1, { parked })],
      ['customer-c', progressAt(1, { last: undefined, tampered })]
    ])
    await saved(store, page(undefined, checkpoint(1, 3), { progress }))
    const findings = expectRight(await store.findings(group)(), 'findings')
    expectSame(new Map(findings), new Map([...progress].slice(1)))
    await saved(store, page(checkpoint(1, 3), checkpoint(2, 3), { progress: new Map([['customer-b', progressAt(2)]]) }))
    expectSame([...expectRight(await store.findings(group)(), 'findings').keys()], ['customer-c'])
  },

  'streams are listed by name, page by page': async (store) => {
    await member(store)
    const names = ['customer-a', 'customer-b', 'customer-c', 'customerAttempt-a']
    const progress = new Map(names.map((name, index) => [name, progressAt(index)]))
    await saved(store, page(undefined, checkpoint(1, 3), { progress }))
    const first = expectRight(await store.streams(group, undefined, 3)(), 'streams')
    const rest = expectRight(await store.streams(group, names[2], 3)(), 'streams')
    expectSame([...first, ...rest], [...progress])
  }
}
