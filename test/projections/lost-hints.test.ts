import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import type { EventFeed } from '@accountable/projections'
import { concat, config, EMPTY, NEVER, type Observable, of, throwError } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, until, world } from './engine-world.js'
import { name, nameLogTable } from './toy.js'
import { inVirtualTime } from './virtual-time.js'

const pollEvery = 1000
const settings = { pollEvery, bareCheckpointEvery: 3_600_000, leaseTtl: 3_600_000, progressEvery: 3_600_000 }

/** Hints that do not come, or come to an end: the port promises otherwise, and a connection may break all the same. */
const broken: Readonly<Record<string, Observable<void>>> = {
  'that never emits': NEVER,
  'that completes': EMPTY,
  'that completes after a hint': of(undefined),
  'that errs': throwError(() => new Error('the connection broke')),
  'that errs after a hint': concat(
    of(undefined),
    throwError(() => new Error('the connection broke'))
  )
}

const lost = suite('hints that are lost')

/** What nobody listened to would end the process. */
const unheard: string[] = []
lost.before.each(() => {
  unheard.length = 0
  config.onUnhandledError = (error) => unheard.push(String(error))
})
lost.after.each(() => {
  config.onUnhandledError = null
})

const names = async (store: Parameters<typeof everything>[0]) =>
  (await everything(store, nameLogTable)).map(({ row }) => row['to'])

for (const [how, hints$] of Object.entries(broken))
  lost(`given an \`appended$\` ${how}, when events come, then each is saved at the next poll`, () =>
    inVirtualTime(async ({ pass }) => {
      const one = world(createInMemoryReadModels())
      let pulls = 0
      const feed: EventFeed = {
        ...one.feed,
        readAll: (...asked) => {
          pulls += 1
          return one.feed.readAll(...asked)
        },
        appended$: () => hints$
      }
      name(one.log, 'customer-a', 'anna')
      const engine = one.run({ feed, settings })
      await until(engine, ({ activity, events }) => activity === 'idle' && events === 1)
      await pass(10 * pollEvery)
      const before = pulls
      await pass(10 * pollEvery)
      assert.is(pulls - before, 10, 'it looks at each poll, and not all the time')
      const all = ['anna']
      for (const [offset, next] of Object.entries({ 100: 'bea', 500: 'cora', 900: 'dora' })) {
        await pass(Number(offset))
        name(one.log, 'customer-b', next)
        await pass(pollEvery - Number(offset) - 1)
        assert.equal(await names(one.store), all, 'nothing told it')
        await pass(1)
        all.push(next)
        assert.equal(await names(one.store), all)
      }
      await engine.stop()
      assert.equal(unheard, [])
    })
  )

lost('given an `appended$` that works, then an event is saved without a poll', () =>
  inVirtualTime(async ({ pass }) => {
    const one = world(createInMemoryReadModels())
    const engine = one.run({ settings })
    await until(engine, ({ activity }) => activity === 'idle')
    await pass(100)
    name(one.log, 'customer-a', 'anna')
    await pass(1)
    assert.equal(await names(one.store), ['anna'])
    await engine.stop()
  })
)

lost.run()
