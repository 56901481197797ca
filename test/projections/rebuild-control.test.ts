import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { createSqlReadModels, pgliteDatabase } from '@accountable/adapters/postgres'
import type { Position } from '@accountable/domain/kernel'
import { expectRight } from '@accountable/domain/testing'
import type { ReadModelStore, RunningRebuild } from '@accountable/projections'
import { firstValueFrom, Subject } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { reached, world } from './engine-world.js'
import { dump } from './law-world.js'
import { at, hasTables, holding, lived, next, rebuild, told, turns, versions, watched } from './rebuild-world.js'
import { checkpointOf, sessionOf } from './session-world.js'
import { name, things } from './toy.js'

const shownAlone = ['letters 1 live', 'things 1 live']
const besideIt = ['letters 1 live', 'things 1 live', 'things 2']

const positionOf = async (store: ReadModelStore) =>
  at(expectRight(await store.checkpoint('things@2')(), 'a checkpoint')?.position)

/** Resolves when a lease was renewed so many times from now on: the engine had its turns, and time went by. */
const renewals = (store: ReadModelStore) => {
  const renewed$ = new Subject<void>()
  const acquireLease: ReadModelStore['acquireLease'] =
    (...args) =>
    async () => {
      const answer = await store.acquireLease(...args)()
      renewed$.next()
      return answer
    }
  const times = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n++) await firstValueFrom(renewed$)
  }
  return { store: { ...store, acquireLease }, times }
}

const control = suite('controlling a rebuild', undefined, { timeout: 60_000 })

control('given a rest between pages, when a page was saved, then it rests, whichever page it was', async () => {
  const one = world()
  name(one.log, 'customer-a', 'anna', 'bert', 'carl', 'dora')
  const interrupted$ = new Subject<void>()
  const { store, saves } = holding(one.store, 0, 'before')
  const settings = { pageSize: 1, pagesPerSave: 1, restBetweenPages: 600_000 }
  const session = await sessionOf({ ...one, store }, { settings, interrupted$ })
  for (const [index, { position }] of one.log.records.entries()) {
    let isResting = true
    const step = session.step().finally(() => {
      isResting = false
    })
    while (saves() <= index) await turns(1)
    await turns(100)
    assert.ok(isResting, `after page ${index + 1}`)
    interrupted$.next()
    await step
    assert.is(saves(), index + 1)
    assert.is(at((await checkpointOf(one.store))?.position), at(position))
  }
  session.close()
})

const cutShort: Readonly<Record<string, (running: RunningRebuild) => Promise<unknown>>> = {
  stopped: (running) => running.stop(),
  cancelled: (running) => running.cancel()
}

for (const [how, end] of Object.entries(cutShort))
  control(`given a rest of minutes, then one page is saved and no more, until it is ${how}, at once`, async () => {
    const one = await lived()
    const counted = holding(one.store, 0, 'before')
    const { store, times } = renewals(counted.store)
    const settings = { pageSize: 1, restBetweenPages: 600_000, leaseTtl: 30 }
    const running = await rebuild({ ...one, store }, next, settings)
    await told(running, ({ events }) => events > 0)
    await times(3)
    await turns(100)
    assert.is(counted.saves(), 1)
    await end(running)
    assert.is(await running.caughtUp, false)
    await turns(100)
    assert.is(counted.saves(), 1)
    const isKept = how === 'stopped'
    assert.equal(await versions(one.store), isKept ? besideIt : shownAlone)
    assert.is(await positionOf(one.store), at(isKept ? one.log.records[0]?.position : undefined))
  })

/** The second page of two is being saved, slowly, while a live engine is at work. */
const cancelAmidSave = async (opened: ReadModelStore, moment: 'before' | 'after'): Promise<void> => {
  const one = await lived(opened)
  const engine = one.run()
  const shown = await dump(one.store)
  const { store, arrived, letGo } = holding(one.store, 2, moment)
  const running = await rebuild({ ...one, store }, next)
  await arrived
  let isOver = false
  const cancelled = running.cancel().finally(() => {
    isOver = true
  })
  await turns(100)
  assert.not(isOver) // What the store is still at work on must not come after the end.
  assert.equal(await versions(one.store), besideIt)
  assert.ok(await hasTables(one.store, next))
  letGo()
  expectRight(await cancelled, 'cancelling')
  assert.is(await running.caughtUp, false)
  assert.equal(await versions(one.store), shownAlone)
  assert.not(await hasTables(one.store, next))
  assert.is(await positionOf(one.store), at(undefined))
  assert.is(await dump(one.store), shown)

  const readAfter: Array<Position | undefined> = []
  const again = await rebuild({ ...one, feed: watched(one.feed, readAfter) }, next)
  assert.is(await again.caughtUp, true)
  assert.is(at(readAfter[0]), at(undefined))
  const comparison = await again.compareWith(things)
  assert.equal([comparison?.rows, comparison?.differences], [8, 0])
  expectRight(await again.cancel(), 'cancelling it too')
  name(one.log, 'customer-c', 'cora')
  await reached(engine, one)
  await engine.stop()
  assert.equal(await versions(one.store), shownAlone)
}

const nothingIsLeft = 'then nothing is left, the live one goes on, and it can begin anew'

for (const moment of ['before', 'after'] as const)
  control(`given a slow save, when it is cancelled ${moment} its page is in the store, ${nothingIsLeft}`, async () =>
    cancelAmidSave(createInMemoryReadModels(), moment)
  )

control(`given a slow save in PGlite, when it is cancelled, ${nothingIsLeft}`, async () => {
  const database = await pgliteDatabase()
  for (const moment of ['before', 'after'] as const)
    await cancelAmidSave(await createSqlReadModels(database, { schema: `cancelled ${moment}` }), moment)
  await database.close()
})

control.run()
