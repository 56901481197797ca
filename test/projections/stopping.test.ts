import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import {
  type EventFeed,
  type Member,
  type Projection,
  partitionName,
  partitionsOf,
  type ReadModelStore,
  type RunningProjections
} from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { concatMap, filter, firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, reached, until, type World, world } from './engine-world.js'
import { letters, name, nameLogTable, type ToyEvent, things, thingTable, totalTable, toys } from './toy.js'

/** Waits that a test would not survive: an engine that ends in time has cut all of them short. */
const endless = {
  pollEvery: 600_000,
  firstDelay: 600_000,
  longestDelay: 600_000,
  leaseTtl: 600_000,
  restBetweenPages: 600_000,
  progressEvery: 600_000
}

type Call = (...args: ReadonlyArray<unknown>) => () => Promise<unknown>
type Moment = 'before' | 'after' | 'failing'

const turns = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) await new Promise(setImmediate)
}

/** Calls to a store and a feed, counted; at the nth one `arrived` resolves, and it is answered some turns later. */
const gates = (nth: number, moment: Moment) => {
  let arrive = (): void => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const counted = { calls: 0, stoppedAt: '' }
  const gate =
    (key: string, call: Call): Call =>
    (...args) =>
    async () => {
      counted.calls += 1
      if (counted.calls !== nth) return call(...args)()
      counted.stoppedAt = key
      const answer = moment === 'after' ? await call(...args)() : undefined
      arrive()
      await turns(3)
      if (moment === 'failing') return E.left({ type: 'ReadModelsUnavailable', message: 'down' })
      return moment === 'after' ? answer : call(...args)()
    }
  const through = <Port extends object>(port: Port): Port =>
    Object.fromEntries(
      Object.entries(port).map(([key, part]) => [
        key,
        typeof part === 'function' && key !== 'appended$' ? gate(key, part as Call) : part
      ])
    ) as Port
  return { arrived, counted, through }
}

/** How many timers there are, the test's own included. */
const timers = (): number => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length

const dump = async (store: ReadModelStore): Promise<string> => {
  const tables = await Promise.all([thingTable, nameLogTable, totalTable].map((table) => everything(store, table)))
  const members = await store.members()()
  return JSON.stringify([tables, members], (_, part: unknown) => (typeof part === 'bigint' ? `${part}` : part))
}

interface Scenario {
  /** What was there before the engine that is stopped. */
  readonly before: (toyWorld: World) => Promise<void>
  readonly projections: ReadonlyArray<Projection<ToyEvent>>
  /** What parks a customer: in the group of one projection alone, or in every group. */
  readonly poison: 'broken' | 'unreadable'
  readonly partitions?: number
  /** The groups that there are when everything is done. */
  readonly groups: number
}

const live = async (toyWorld: World, projections: ReadonlyArray<Projection<ToyEvent>>): Promise<void> => {
  const engine = toyWorld.run({ projections })
  await reached(engine, toyWorld)
  await engine.stop()
}

const fill = ({ log }: World, poison: 'broken' | 'unreadable' = 'broken'): void => {
  name(log, 'customer-a', 'anna')
  if (poison === 'broken') name(log, 'customer-a', poison)
  else log.store('customer-a', [{ eventId: poison, type: 'Named', data: '{}', metadata: '{}' }])
  name(log, 'customer-a', 'adam')
  name(log, 'customer-b', 'bea', 'bob')
  name(log, 'customerAttempt-b', 'try')
  name(log, 'customer-c', 'cora')
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'an empty store': { before: async () => {}, projections: toys, poison: 'broken', groups: 1 },
  'an empty store, in partitions': {
    before: async () => {},
    projections: [things],
    poison: 'broken',
    partitions: 2,
    groups: 2
  },
  'a projection that catches up alone and joins': {
    before: (toyWorld) => live(toyWorld, [things]),
    projections: toys,
    poison: 'unreadable',
    groups: 1
  },
  'a group that lacks a projection of ours': {
    before: (toyWorld) => live(toyWorld, toys),
    projections: [things],
    poison: 'broken',
    groups: 1
  },
  'a new version that is built and shown': {
    before: (toyWorld) => live(toyWorld, toys),
    projections: [{ ...things, version: 2 }, letters],
    poison: 'unreadable',
    groups: 1
  },
  'a new version that must stay apart': {
    before: (toyWorld) => live(toyWorld, toys),
    projections: [{ ...things, version: 2 }, letters],
    poison: 'broken',
    groups: 2
  }
}

/** Everything is at the end of the log, in so many groups, and whatever is ours and shown is in one of them. */
const isDone = async (engine: RunningProjections, { log, store }: World, scenario: Scenario): Promise<void> => {
  const end = log.records.at(-1)?.position
  const isOurs = (member: Member): boolean =>
    member.live &&
    scenario.projections.some(({ name: one, version }) => one === member.name && version === member.version)
  await firstValueFrom(
    engine.progress$.pipe(
      concatMap(async (all) => ({ all, members: await store.members()() })),
      filter(
        ({ all, members }) =>
          all.size === scenario.groups &&
          [...all.values()].every(
            ({ activity, position }) => activity === 'idle' && position?.commit === end?.commit
          ) &&
          E.isRight(members) &&
          members.right
            .filter(isOurs)
            .every(({ group }) => all.has(partitionName(group, { index: 0, of: scenario.partitions ?? 1 })))
      )
    )
  )
}

const given = async ({ before, poison }: Scenario): Promise<World> => {
  const toyWorld = world(createInMemoryReadModels())
  name(toyWorld.log, 'customer-c', 'carl')
  await before(toyWorld)
  fill(toyWorld, poison)
  return toyWorld
}

const stopping = suite('stopping an engine', undefined, { timeout: 100_000 })

const isFree = async (store: ReadModelStore): Promise<void> => {
  const members = await store.members()()
  assert.ok(E.isRight(members))
  const groups = new Set(['toys', ...members.right.map(({ group }) => group)])
  const names = [...groups].flatMap((group) => [
    group,
    ...partitionsOf(2).map((one) => partitionName(group, one)),
    `${group} seat 1/2`,
    `${group} seat 2/2`
  ])
  for (const one of names) assert.equal(await store.isLeased(one)(), E.right(false), one)
}

/** Waits that may be cut short must not be in the way of getting to the nth call. */
const pauses = { pageSize: 2, leaseTtl: 600_000, progressEvery: 600_000 }

for (const [title, scenario] of Object.entries(scenarios))
  for (const moment of ['before', 'after', 'failing'] as const)
    stopping(
      `given ${title}, when it is stopped ${moment} any call, then it ends and the next one goes on`,
      async () => {
        const work = { projections: scenario.projections, partitions: scenario.partitions ?? 1 }
        const healthy = await given(scenario)
        const undisturbed = healthy.run(work)
        await isDone(undisturbed, healthy, scenario)
        await undisturbed.stop()
        const expected = await dump(healthy.store)
        for (let nth = 1; ; nth++) {
          const toyWorld = await given(scenario)
          const { arrived, counted, through } = gates(nth, moment)
          const before = timers()
          const engine = toyWorld.run({
            ...work,
            settings: pauses,
            store: through<ReadModelStore>(toyWorld.store),
            feed: through<EventFeed>(toyWorld.feed)
          })
          const wasDone = await Promise.race([
            arrived.then(() => false),
            isDone(engine, toyWorld, scenario).then(() => true)
          ])
          await engine.stop()
          const { calls, stoppedAt } = counted
          // A lease that could not be given up is free when its time is over.
          if (moment === 'failing' && stoppedAt === 'releaseLease') continue
          await isFree(toyWorld.store)
          await turns(5)
          assert.is(counted.calls, calls, `calls after the end, stopped at call ${nth}`)
          assert.ok(timers() <= before, `timers after the end, stopped at call ${nth}`)
          const heir = toyWorld.run(work)
          await isDone(heir, toyWorld, scenario)
          await heir.stop()
          assert.is(await dump(toyWorld.store), expected, `stopped at call ${nth}`)
          if (wasDone) {
            assert.ok(nth > 5)
            return
          }
        }
      }
    )

/** An engine in a state that it would stay in for ten minutes. */
const waiting: Readonly<Record<string, (toyWorld: World) => Promise<RunningProjections>>> = {
  'following at the end of the log': async (toyWorld) => {
    const engine = toyWorld.run({ settings: { ...endless, restBetweenPages: 0 } })
    await until(engine, ({ activity, position }) => activity === 'idle' && position !== undefined)
    return engine
  },
  'resting between two pages': async (toyWorld) => {
    const engine = toyWorld.run({ settings: { ...endless, pageSize: 1 } })
    await until(engine, ({ position }) => position !== undefined)
    return engine
  },
  'trying again after a failure': async (toyWorld) => {
    const save: ReadModelStore['save'] = () => async () => E.left({ type: 'ReadModelsUnavailable', message: 'down' })
    const engine = toyWorld.run({ settings: endless, store: { ...toyWorld.store, save } })
    await until(engine, ({ failure }) => failure !== undefined)
    return engine
  },
  'finding out which groups there are': async (toyWorld) => {
    const members: ReadModelStore['members'] = () => async () =>
      E.left({ type: 'ReadModelsUnavailable', message: 'down' })
    const engine = toyWorld.run({ settings: endless, store: { ...toyWorld.store, members } })
    await firstValueFrom(engine.signals$.pipe(filter(({ signal }) => signal.type === 'failed')))
    return engine
  },
  'standing by': async (toyWorld) => {
    await toyWorld.store.acquireLease('toys', 'somebody', 600_000)()
    const engine = toyWorld.run({ settings: endless })
    await until(engine, ({ activity }) => activity === 'standby')
    await toyWorld.store.releaseLease('toys', 'somebody')()
    return engine
  },
  pausing: async (toyWorld) => {
    const engine = toyWorld.run({ settings: { ...endless, restBetweenPages: 0 } })
    await until(engine, ({ activity }) => activity === 'idle')
    await engine.pause()
    return engine
  }
}

for (const [title, open] of Object.entries(waiting))
  stopping(`given an engine that is ${title}, when it is stopped, then it ends at once`, async () => {
    const toyWorld = world()
    fill(toyWorld)
    const before = timers()
    const engine = await open(toyWorld)
    await engine.stop()
    await isFree(toyWorld.store)
    await turns(5)
    assert.ok(timers() <= before)
    await live(toyWorld, toys)
    const versions = await everything(toyWorld.store, nameLogTable)
    assert.is(versions.length, 5)
  })

stopping('given a lease that is being renewed, when the engine is stopped, then it does not come back', async () => {
  const toyWorld = world()
  fill(toyWorld)
  let renewals = 0
  let begin = (): void => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  let answer = (): void => {}
  const renewing = new Promise<void>((resolve) => {
    answer = resolve
  })
  const acquireLease: ReadModelStore['acquireLease'] =
    (...args) =>
    async () => {
      if (++renewals === 2) {
        begin()
        await renewing
      }
      return toyWorld.store.acquireLease(...args)()
    }
  const engine = toyWorld.run({ settings: { leaseTtl: 90 }, store: { ...toyWorld.store, acquireLease } })
  await until(engine, ({ activity }) => activity === 'idle')
  await begun
  const stopped = engine.stop()
  await turns(5)
  answer()
  await stopped
  await isFree(toyWorld.store)
})

stopping.run()
