import { expectRight } from '@accountable/domain/testing'
import {
  healthOf,
  type Projection,
  type ReadModelStore,
  rebuildProjection,
  showVersion
} from '@accountable/projections'
import { firstValueFrom, skip } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, quick, reached, until, untilFrozen, type World, world } from './engine-world.js'
import { letters, name, type ToyEvent, things, thingTable, toyDecode } from './toy.js'

const next: Projection<ToyEvent> = { ...things, version: 2 }

const lives = async ({ store }: World): Promise<ReadonlyArray<string>> =>
  expectRight(await store.members()(), 'members').flatMap((one) => (one.live ? [`${one.name} ${one.version}`] : []))

const names = async (store: ReadModelStore) => (await everything(store, thingTable)).map(({ row }) => row['name'])

const told = async (engine: ReturnType<World['run']>) =>
  healthOf(await firstValueFrom(engine.progress$), { maxLagSeconds: 600, frozen: engine.frozen() })

/** A world where the first version ran, and whose log has one event more than it saw. */
const lived = async (partitions = 1, projections: ReadonlyArray<Projection<ToyEvent>> = [things]): Promise<World> => {
  const one = world()
  name(one.log, 'customer-a', 'anna')
  const engine = one.run({ projections, partitions })
  await untilNames(one, 'anna')
  await engine.stop()
  return one
}

const untilNames = async ({ store }: World, ...wanted: ReadonlyArray<string>): Promise<void> => {
  while ((await names(store)).join() !== wanted.join()) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** So many looks at the end of the log, and at the store, later. */
const someLooksLater = (engine: ReturnType<World['run']>): Promise<unknown> =>
  firstValueFrom(engine.progress$.pipe(skip(30)))

const frozen = suite('versions that nobody feeds', undefined, { timeout: 30_000 })

for (const partitions of [1, 2])
  frozen(
    `given a version that is taken back under its engine (${partitions} partitions), then it stays so, and is told`,
    async () => {
      const one = await lived(partitions)
      const engine = one.run({ projections: [next], partitions })
      while ((await lives(one)).join() !== 'things 2') await new Promise((resolve) => setTimeout(resolve, 5))
      await untilFrozen(engine)
      assert.is((await told(engine)).status, 'ready')
      expectRight(await showVersion(one.store, things), 'going back')
      await untilFrozen(engine, 'things 1')
      await someLooksLater(engine)
      assert.equal(await lives(one), ['things 1'])
      const { status, findings } = await told(engine)
      assert.equal([status, findings.map(({ code }) => code)], ['notReady', ['Frozen']])
      const position = one.log.records[0]?.position
      assert.match(findings[0]?.message ?? '', new RegExp(`frozen at ${position?.commit}:${position?.prepare}`))
      expectRight(await showVersion(one.store, next), 'going forward')
      await untilFrozen(engine)
      await engine.stop()
    }
  )

frozen(
  'given an engine of the older code beside one of the newer, then what is shown is fed, and both are ready',
  async () => {
    const one = world()
    name(one.log, 'customer-a', 'anna')
    const older = one.run({ projections: [things] })
    await reached(older, one)
    const newer = one.run({ projections: [next, letters], rebuild: 'never' })
    await until(newer, ({ activity }) => activity === 'idle', 'letters@1')
    await someLooksLater(newer)
    assert.equal(newer.frozen(), [])
    assert.is((await told(newer)).status, 'ready')
    await older.stop()
    await untilFrozen(newer, 'things 1')
    assert.is((await told(newer)).status, 'notReady')
    await newer.stop()
  }
)

frozen('given two services with a read model each, then both are ready', async () => {
  const one = world()
  name(one.log, 'customer-a', 'anna')
  const [first, second] = [
    one.run({ projections: [things] }),
    one.run({ projections: [{ ...letters, group: 'others' }] })
  ]
  await reached(first, one)
  await reached(second, one, 'others')
  for (const engine of [first, second]) {
    await someLooksLater(engine)
    assert.equal(engine.frozen(), [])
  }
  await Promise.all([first.stop(), second.stop()])
})

frozen('given a version that was built and shown elsewhere, then a running engine of its code feeds it', async () => {
  const one = await lived()
  const engine = one.run({ projections: [next], rebuild: 'never' })
  await untilFrozen(engine, 'things 1')
  const running = expectRight(
    await rebuildProjection({ feed: one.feed, store: one.store, decode: toyDecode, projection: next, settings: quick }),
    'a rebuild'
  )
  assert.is(await running.caughtUp, true)
  expectRight(await running.show(), 'showing it')
  await running.stop()
  name(one.log, 'customer-b', 'bert')
  await untilNames(one, 'anna', 'bert')
  assert.equal(await lives(one), ['things 2'])
  await untilFrozen(engine)
  await engine.stop()
})

frozen.run()
