import { position } from '@accountable/domain/kernel'
import {
  type Health,
  healthOf,
  type Progress,
  type Projection,
  type ReadModelStore,
  showVersion
} from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { reached, until, world } from './engine-world.js'
import { name, type ToyEvent, things, toys } from './toy.js'

const well: Progress = {
  group: 'toys',
  activity: 'idle',
  position: position(7n, 7n),
  head: position(7n, 7n),
  events: 3,
  eventsPerSecond: 1,
  lagSeconds: 0,
  secondsToCatchUp: 0,
  findings: new Map(),
  failure: undefined,
  notShown: undefined,
  stop: undefined
}

const judged = (one: Partial<Progress>, maxLagSeconds = 10): Health =>
  healthOf(new Map([['toys', { ...well, ...one }]]), { maxLagSeconds })

const told = ({ status, findings }: Health): ReadonlyArray<string> => [status, ...findings.map(({ code }) => code)]

const health = suite('health for a readiness probe')

health('given a group with nothing the matter, then it is ready', () => {
  assert.equal(told(judged({})), ['ready'])
  assert.equal(told(judged({ activity: 'standby' })), ['ready'])
  assert.equal(told(judged({ activity: 'catchingUp', lagSeconds: 10 })), ['ready'])
})

health('given nothing that is known yet, then it is not ready', () => {
  assert.equal(told(healthOf(new Map(), { maxLagSeconds: 10 })), ['notReady', 'Starting'])
  assert.equal(told(judged({ activity: 'starting' })), ['notReady', 'Starting'])
})

health('given answers older than was asked for, or that will be, then it is not ready', () => {
  assert.equal(told(judged({ lagSeconds: 10.1 })), ['notReady', 'Lagging'])
  assert.equal(told(judged({ activity: 'standby', lagSeconds: 11 })), ['notReady', 'Lagging'])
  assert.equal(told(judged({ activity: 'stalled' })), ['notReady', 'Stalled'])
  const stop = { type: 'EngineFailed', group: 'toys', message: 'no' } as const
  assert.equal(told(judged({ activity: 'stopped', stop })), ['notReady', 'Stopped'])
  const frozen = [{ name: 'things', version: 1, group: 'toys', live: true, wasShown: true, position: position(5n, 5n) }]
  const behind = healthOf(new Map([['toys', well]]), { maxLagSeconds: 10, frozen })
  assert.equal(told(behind), ['notReady', 'Frozen'])
  assert.is(behind.findings[0]?.message, 'version 1 of things is shown and frozen at 5:5: no process feeds it')
})

health('given answers as fresh as was asked for, but something to look at, then it is degraded', () => {
  assert.equal(told(judged({ failure: { message: 'away', failures: 2 } })), ['degraded', 'Failing'])
  const notShown = { projection: 'things', version: 2, message: 'a view is in the way' }
  const { findings } = judged({ notShown })
  assert.equal(told(judged({ notShown })), ['degraded', 'NotShown'])
  assert.is(findings[0]?.message, 'version 2 of things has caught up and cannot be shown: a view is in the way')
})

health('given somebody who stopped it, then it is as it was', () => {
  assert.equal(told(judged({ activity: 'stopped', stop: { type: 'StopAsked' } })), ['ready'])
})

const down = async () => E.left({ type: 'ReadModelsUnavailable', message: 'down' } as const)

health('given a store that fails each save at once, then the engine is stalled until one succeeds', async () => {
  const toyWorld = world()
  let isDown = true
  const store: ReadModelStore = {
    ...toyWorld.store,
    save: (save) => (isDown ? down : toyWorld.store.save(save))
  }
  name(toyWorld.log, 'customer-a', 'anna')
  const running = toyWorld.run({ store, settings: { stalledAfter: 100 } })
  await until(running, ({ activity }) => activity === 'stalled')
  let activities: ReadonlySet<string> = new Set()
  const listening = running.progress$.subscribe((all) => {
    activities = new Set([...activities, all.get('toys')?.activity ?? 'none'])
  })
  const tries = running.signals$.pipe(filter(({ signal }) => signal.type === 'started'))
  for (let count = 0; count < 3; count++) await firstValueFrom(tries)
  assert.equal([...activities], ['stalled']) // Also while it begins anew.
  assert.is(told(healthOf(await firstValueFrom(running.progress$), { maxLagSeconds: 600 }))[1], 'Stalled')
  isDown = false
  await reached(running, toyWorld)
  const { activity } = await until(running, (progress) => progress.activity !== 'catchingUp')
  listening.unsubscribe()
  await running.stop()
  assert.is(activity, 'idle')
})

health('given a process that stands by, then it is as late as the one that it stands by for', async () => {
  const toyWorld = world()
  const first = toyWorld.run({ owner: 'first' })
  await until(first, ({ activity }) => activity === 'idle')
  const second = toyWorld.run({ owner: 'second' })
  name(toyWorld.log, 'customer-a', 'anna', 'bert')
  const end = toyWorld.log.records.at(-1)?.position
  const there = await until(
    second,
    ({ activity, position: at }) => activity === 'standby' && at?.commit === end?.commit
  )
  assert.equal(there.lagSeconds, 0)
  await first.pause()
  name(toyWorld.log, 'customer-a', 'carl')
  const late = await until(second, ({ lagSeconds }) => lagSeconds > 0)
  assert.is(late.activity, 'standby')
  const later = await until(second, ({ lagSeconds }) => lagSeconds > late.lagSeconds)
  const { status } = healthOf(new Map([['toys', later]]), { maxLagSeconds: late.lagSeconds })
  assert.is(status, 'notReady')
  first.resume()
  await until(second, ({ lagSeconds }) => lagSeconds === 0)
  await Promise.all([first.stop(), second.stop()])
})

health('given a version that the store will not show, then it is told until the store does', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna')
  const before = toyWorld.run()
  await reached(before, toyWorld)
  await before.stop()
  let isRefused = true
  const store: ReadModelStore = {
    ...toyWorld.store,
    setLive: (one) => (isRefused ? down : toyWorld.store.setLive(one))
  }
  const next: Projection<ToyEvent> = { ...things, version: 2 }
  const running = toyWorld.run({ store, projections: [next, ...toys.slice(1)] })
  const { notShown } = await until(running, (progress) => progress.notShown !== undefined, 'things@2')
  assert.equal(notShown, { projection: 'things', version: 2, message: 'ReadModelsUnavailable: down' })
  const shown = firstValueFrom(running.signals$.pipe(filter(({ signal }) => signal.type === 'shown')))
  isRefused = false
  assert.equal((await shown).signal, { type: 'shown', projection: 'things', version: 2 })
  const joined = await until(running, ({ activity }) => activity === 'idle', 'toys+things@1')
  await running.stop()
  assert.is(joined.notShown, undefined)
})

health('given a version that could not be shown, when somebody else shows it, then that is over', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna')
  const before = toyWorld.run({ projections: [things] })
  await reached(before, toyWorld)
  await before.stop()
  const next: Projection<ToyEvent> = { ...things, version: 2 }
  const running = toyWorld.run({ store: { ...toyWorld.store, setLive: () => down }, projections: [next] })
  await until(running, (progress) => progress.notShown !== undefined, 'things@2')
  await showVersion(toyWorld.store, next)
  const { activity } = await until(running, (progress) => progress.notShown === undefined, 'things@2')
  await running.stop()
  assert.is(activity, 'idle')
})

health(
  'given a store that lets go of the group at each failure, then that it is stalled is not forgotten',
  async () => {
    const toyWorld = world()
    let takes = 0
    let isDown = true
    const store: ReadModelStore = {
      ...toyWorld.store,
      save: (save) => (isDown ? down : toyWorld.store.save(save)),
      acquireLease: (...args) =>
        isDown && ++takes % 2 === 0 ? async () => E.right(false) : toyWorld.store.acquireLease(...args)
    }
    name(toyWorld.log, 'customer-a', 'anna')
    const running = toyWorld.run({ store, settings: { stalledAfter: 300, leaseTtl: 60 } })
    await until(running, ({ activity }) => activity === 'standby')
    await until(running, ({ activity }) => activity === 'stalled')
    isDown = false
    await reached(running, toyWorld)
    await running.stop()
  }
)

health(
  'given a group that had nothing to do for long, or that another process has, then nothing is estimated',
  async () => {
    const toyWorld = world()
    name(toyWorld.log, 'customer-a', 'anna')
    const first = toyWorld.run({ owner: 'first' })
    await reached(first, toyWorld)
    await first.pause()
    name(toyWorld.log, 'customer-a', 'bert')
    const isLate = ({ position: at, head }: Progress): boolean =>
      at !== undefined && head !== undefined && at.commit < head.commit
    assert.is((await until(first, isLate)).secondsToCatchUp, undefined)
    const second = toyWorld.run({ owner: 'second' })
    assert.is((await until(second, (one) => one.activity === 'standby' && isLate(one))).secondsToCatchUp, undefined)
    await Promise.all([first.stop(), second.stop()])
  }
)

health.run()
