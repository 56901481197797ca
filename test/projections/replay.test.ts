import { createInMemoryEventStore } from '@accountable/adapters/in-memory'
import { streamName } from '@accountable/domain/kernel'
import { healthOf, type Projection, replayParkedStream } from '@accountable/projections'
import { firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, reached, until, type World, world } from './engine-world.js'
import { letters, name, nameLogTable, type ToyEvent, things, thingTable, totalTable, toyDecode } from './toy.js'

const replays = suite('replaying a parked stream')

/** Yesterday's code, which could not stand one name. */
const fragile: ReadonlyArray<Projection<ToyEvent>> = [things, letters]
/** Today's. */
const fixed: ReadonlyArray<Projection<ToyEvent>> = [
  {
    ...things,
    evolve: (rows, timed) =>
      timed.event.name === 'broken'
        ? things.evolve(rows as never, { ...timed, event: { name: 'mended' } })
        : things.evolve(rows as never, timed)
  },
  letters
]

const parkedWorld = async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna', 'broken', 'adam')
  name(toyWorld.log, 'customer-b', 'bea')
  const engine = toyWorld.run({ projections: fragile })
  await reached(engine, toyWorld)
  await until(engine, ({ findings }) => findings.size > 0)
  const parts = {
    group: 'toys',
    streamName: streamName('customer', 'a'),
    store: toyWorld.store,
    eventStore: createInMemoryEventStore(toyWorld.log),
    decode: toyDecode
  }
  return { toyWorld, engine, parts }
}

/** Rows of one customer each in full; of rows that customers share, what they count. */
const dump = async ({ store }: World) => ({
  things: (await everything(store, thingTable)).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  totals: (await everything(store, totalTable)).map(({ key, row }) => `${key} ${Number(row['total'])}`).toSorted()
})

replays('given fixed code, when it is replayed, then the rows are those of a life without the fault', async () => {
  const { toyWorld, engine, parts } = await parkedWorld()
  await engine.stop()
  assert.equal(await replayParkedStream({ ...parts, projections: fixed }), { outcome: 'replayed', events: 2 })
  const healthy = world()
  for (const { streamName: stream, data } of toyWorld.log.records)
    name(healthy.log, stream, (data as { readonly name: string }).name)
  const other = healthy.run({ projections: fixed })
  await reached(other, healthy)
  await other.stop()
  assert.equal(await dump(toyWorld), await dump(healthy))
  assert.is((await everything(toyWorld.store, nameLogTable)).length, 4)
})

replays('given an engine at work, when it is replayed, then later events follow without a gap', async () => {
  const { toyWorld, engine, parts } = await parkedWorld()
  const more = setInterval(() => name(toyWorld.log, 'customer-b', 'bob'), 1)
  assert.is((await replayParkedStream({ ...parts, projections: fixed })).outcome, 'replayed')
  clearInterval(more)
  name(toyWorld.log, 'customer-a', 'alma')
  await reached(engine, toyWorld)
  await engine.stop()
  const versions = await everything(toyWorld.store, thingTable)
  const names = versions.filter(({ key }) => key === 'a').map(({ row }) => row['name'])
  assert.equal(names, ['anna', 'mended', 'adam', 'alma'])
})

replays('given an engine that has nothing to do, when a stream is replayed, then it stops to name it', async () => {
  const { toyWorld, engine, parts } = await parkedWorld()
  await until(engine, ({ activity }) => activity === 'idle')
  const failures: string[] = []
  engine.signals$.subscribe(({ signal }) => signal.type === 'failed' && failures.push(signal.message))
  assert.is((await replayParkedStream({ ...parts, projections: fixed })).outcome, 'replayed')
  const { findings } = await until(engine, (progress) => progress.findings.size === 0)
  assert.is(findings.size, 0)
  name(toyWorld.log, 'customer-a', 'alma')
  await reached(engine, toyWorld)
  await engine.stop()
  assert.equal(failures, []) // It had not gone wrong; and what it saved next followed the replay's checkpoint.
})

replays('given code that is not fixed, when it is replayed, then it stays parked and nothing is written', async () => {
  const { toyWorld, engine, parts } = await parkedWorld()
  await engine.stop()
  const outcome = await replayParkedStream({ ...parts, projections: fragile })
  assert.is(outcome.outcome, 'stillParked')
  assert.is(outcome.outcome === 'stillParked' && outcome.events, 0)
  assert.is((await everything(toyWorld.store, thingTable)).length, 2)
})

replays('given a stream that is not parked, then there is nothing to do', async () => {
  const { engine, parts } = await parkedWorld()
  await engine.stop()
  const other = { ...parts, streamName: streamName('customer', 'b'), projections: fixed }
  assert.equal(await replayParkedStream(other), { outcome: 'notParked' })
})

replays(
  'given a parked stream, then health is degraded; given an engine that stopped by itself, not ready',
  async () => {
    const { toyWorld, engine } = await parkedWorld()
    const health = async (one: typeof engine) => healthOf(await firstValueFrom(one.progress$), { maxLagSeconds: 60 })
    const { status, findings } = await health(engine)
    assert.equal([status, findings.map(({ code }) => code)], ['degraded', ['Parked']])
    toyWorld.log.store('customer-b', [{ eventId: 'later', type: 'Later', data: '{}', metadata: '{}' }])
    await until(engine, ({ activity }) => activity === 'stopped')
    const after = await health(engine)
    assert.equal([after.status, after.findings.map(({ code }) => code)], ['notReady', ['Stopped', 'Parked']])
    await engine.stop()
  }
)

replays.run()
