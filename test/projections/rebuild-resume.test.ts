import type { Position } from '@accountable/domain/kernel'
import { expectRight } from '@accountable/domain/testing'
import type { ReadModelStore } from '@accountable/projections'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { isAt, type World } from './engine-world.js'
import { crashing, dump, inTurn, type Step, times } from './law-world.js'
import { at, lived, next, rebuild, watched } from './rebuild-world.js'
import { nameLogTable, things, thingTable } from './toy.js'

const history: ReadonlyArray<Step> = [...times(7, inTurn), ['customer-b', 'broken'], ...times(2, inTurn)]
const tables = [thingTable, nameLogTable]

/** Leases that are over soon after they were taken: their owner is dead before it would renew them. */
const soonOver = (store: ReadModelStore): ReadModelStore => ({
  ...store,
  acquireLease: (group, owner) => store.acquireLease(group, owner, 20)
})

/** Another process takes over: it reads what was not saved, and nothing else, and makes the rows of the live version. */
const takesOver = async (one: World, saved: Position | undefined, when: string): Promise<void> => {
  const shown = await dump(one.store, tables)
  const readAfter: Array<Position | undefined> = []
  const heir = await rebuild({ ...one, feed: watched(one.feed, readAfter) }, next, { leaseTtl: 20, owner: 'heir' })
  assert.is(await heir.caughtUp, true)
  assert.is(at(readAfter[0]), at(saved), when)
  assert.ok(
    readAfter.every((after) => isAt(after, saved)),
    when
  )
  const comparison = await heir.compareWith(things)
  assert.equal([comparison?.differences, comparison?.first], [0, undefined], when)
  assert.ok(comparison && comparison.rows > 10)
  assert.is(at(comparison.upTo), at(one.log.records.at(-1)?.position))
  expectRight(await heir.show(), 'showing it')
  await heir.stop()
  assert.is(await dump(one.store, tables), shown, when)
}

/** Until nobody dies any more: at each call of the store. Answers where the checkpoints were. */
const dyingAtEachCall = async (moment: 'before' | 'after'): Promise<ReadonlyArray<string>> => {
  const crashedAt = new Set<string>()
  for (let nth = 1; ; nth++) {
    const one = await lived(undefined, history)
    const { store, dead, bury } = crashing(one.store, nth, moment)
    const victim = rebuild({ ...one, store: soonOver(store) }, next, { leaseTtl: 60_000, owner: 'victim' })
    const survived = await Promise.race([dead.then(() => false), victim.then(({ caughtUp }) => caughtUp)])
    if (survived) {
      await (await victim).stop()
      return [...crashedAt]
    }
    const saved = expectRight(await one.store.checkpoint('things@2')(), 'a checkpoint')?.position
    crashedAt.add(at(saved))
    await takesOver(one, saved, `died at call ${nth}`)
    bury()
    await victim.then(
      (running) => running.stop(),
      () => {} // It died before it had begun.
    )
  }
}

const resuming = suite('resuming a rebuild', undefined, { timeout: 60_000 })

for (const moment of ['before', 'after'] as const)
  resuming(
    `given a rebuild that died ${moment} any call of the store took effect, then another process goes on from its checkpoint`,
    async () => {
      const { log } = await lived(undefined, history)
      const pageEnds = log.records.filter((_, index) => index % 2 === 1).map(({ position }) => at(position))
      const checkpoints = [at(undefined), ...pageEnds]
      assert.equal(await dyingAtEachCall(moment), moment === 'after' ? checkpoints : checkpoints.slice(0, -1))
    }
  )

resuming.run()
