import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import type { ReadModelStore, RunningProjections } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { filter } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { world } from './engine-world.js'
import { dump, fill, inTurn, times } from './law-world.js'
import { catchUp } from './session-world.js'
import { things } from './toy.js'
import { inVirtualTime, type VirtualTime } from './virtual-time.js'

const leaseTtl = 300
/** A process renews, looks and tries so often. */
const third = leaseTtl / 3

/** One that has a page of work every 20 ms, so that it dies at work. */
const settings = { pageSize: 1, readAhead: 0, restBetweenPages: 20, leaseTtl, pollEvery: 50, progressEvery: 3_600_000 }
const story = times(60, inTurn)

/** Leases by the test's clock. */
const leasesBy = (store: ReadModelStore, now: () => number) => {
  const leases = new Map<string, { readonly owner: string; readonly until: number }>()
  const isHeld = (group: string): boolean => (leases.get(group)?.until ?? 0) > now()
  const acquireLease: ReadModelStore['acquireLease'] = (group, owner, ttl) => async () => {
    const isOurs = !isHeld(group) || leases.get(group)?.owner === owner
    if (isOurs) leases.set(group, { owner, until: now() + ttl })
    return E.right(isOurs)
  }
  const releaseLease: ReadModelStore['releaseLease'] = (group, owner) => async () => {
    if (leases.get(group)?.owner === owner) leases.delete(group)
    return E.right(undefined)
  }
  return {
    store: { ...store, acquireLease, releaseLease, isLeased: (group: string) => TE.fromIO(() => isHeld(group)) },
    /** Until when an owner has something. */
    lastOf: (owner: string): number =>
      Math.max(...[...leases.values()].filter((one) => one.owner === owner).map(({ until }) => until))
  }
}

/** A store as a process has it that may die: from then on nothing that it asks happens, or is answered. */
const mortal = (store: ReadModelStore) => {
  let isDead = false
  let bury = (): void => {}
  const buried = new Promise<void>((resolve) => {
    bury = resolve
  })
  const down = E.left({ type: 'ReadModelsUnavailable', message: 'dead' })
  const through = Object.entries(store).map(([key, call]) => [
    key,
    typeof call !== 'function'
      ? call
      : (...args: ReadonlyArray<unknown>) =>
          async () => {
            const answer = isDead
              ? undefined
              : await (call as (...all: typeof args) => () => Promise<unknown>)(...args)()
            if (!isDead) return answer
            await buried
            return down
          }
  ])
  return {
    store: Object.fromEntries(through) as ReadModelStore,
    die: () => {
      isDead = true
    },
    /** Its calls fail, so that its timers end with it. */
    bury: () => bury()
  }
}

/** When an engine started a partition, stood by, and failed. */
const notesOf = ({ signals$ }: RunningProjections, { now }: VirtualTime) => {
  const notes = { started: [] as number[], standby: [] as number[], failed: [] as number[] }
  const listen = (type: keyof typeof notes): void => {
    signals$.pipe(filter(({ signal }) => signal.type === type)).subscribe(() => notes[type].push(now()))
  }
  listen('started')
  listen('standby')
  listen('failed')
  return notes
}

const healthy = async (): Promise<string> => {
  const one = world()
  fill(one, story)
  await catchUp(one, { projections: [things] })
  return dump(one.store)
}

const takeOver = suite('taking over from a process that died', undefined, { timeout: 30_000 })

/** How many partitions the other one has from the beginning, and how often it looks at most until it knows that all are its. */
for (const { partitions, share, looks } of [
  { partitions: 1, share: 0, looks: 1 },
  { partitions: 4, share: 2, looks: 2 }
])
  takeOver(
    `given work in ${partitions} partitions and a death at any time, then the other process has all when the leases are over`,
    async () => {
      const expected = await healthy()
      for (const start of [30, 70, 110])
        for (let lived = 500; lived <= 640; lived += 20)
          await inVirtualTime(async (time) => {
            const { store, lastOf } = leasesBy(createInMemoryReadModels(), time.now)
            const one = world(store)
            fill(one, story)
            const work = { projections: [things], settings, partitions }
            const mortalStore = mortal(store)
            const victim = one.run({ ...work, store: mortalStore.store, owner: 'victim' })
            await time.pass(start)
            const heir = one.run({ ...work, owner: 'heir' })
            const notes = notesOf(heir, time)
            await time.pass(lived)
            assert.is(notes.started.length, share, 'nothing is taken from the living')
            mortalStore.die()
            const died = time.now()
            const expiry = lastOf('victim')
            await time.pass(leaseTtl + looks * third)
            const taken = notes.started.slice(share)
            const refused = notes.standby.filter((at) => at > expiry)
            assert.is(taken.length, partitions - share)
            assert.ok(
              taken.every((at) => at <= expiry + looks * third),
              `${taken.join()} after ${died}, over at ${expiry}`
            )
            assert.ok(refused.length <= (looks - 1) * taken.length, `${refused.join()} in vain after ${expiry}`)
            assert.equal(notes.failed, [])
            await time.pass(3000)
            mortalStore.bury()
            await Promise.all([victim.stop(), heir.stop()])
            assert.is(await dump(store), expected)
          })
    }
  )

takeOver.run()
