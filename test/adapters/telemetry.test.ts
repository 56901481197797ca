import { measureProjections } from '@accountable/adapters/telemetry'
import type { ReadModelStore } from '@accountable/projections'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader
} from '@opentelemetry/sdk-metrics'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { reached, until, world } from '../projections/engine-world.js'
import { name } from '../projections/toy.js'

const telemetry = suite('metrics of projections')

/** What OpenTelemetry's own reader exports of projections, by metric and group. */
const exporting = () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })
  const provider = new MeterProvider({ readers: [reader] })
  const exported = async () => {
    exporter.reset()
    await reader.forceFlush()
    const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
    return Object.fromEntries(
      all.map(({ descriptor, dataPoints }) => [
        descriptor.name.replace('accountable.projections.', ''),
        dataPoints.map(({ value, attributes }) => [Object.values(attributes).join(' '), Number(value)] as const)
      ])
    )
  }
  return { meter: provider.getMeter('accountable'), exported, shutdown: () => provider.shutdown() }
}

telemetry('given an engine at work, then OpenTelemetry exports how each group is doing', async () => {
  const { meter, exported, shutdown } = exporting()
  const one = world()
  name(one.log, 'customer-a', 'anna', 'broken')
  name(one.log, 'customer-b', 'bea')
  const engine = one.run()
  const end = measureProjections(meter, engine)
  await reached(engine, one)
  await until(engine, ({ activity, findings }) => activity === 'idle' && findings.size > 0)
  const metrics = await exported()
  assert.equal(metrics['events'], [['toys', 3]])
  assert.equal(metrics['lag'], [['toys', 0]])
  assert.equal(metrics['catch_up'], [['toys', 0]])
  assert.equal(metrics['parked_streams'], [['toys', 1]])
  assert.equal(metrics['tampered_streams'], [['toys', 0]])
  assert.equal(metrics['stalled'], [['toys', 0]])
  assert.ok(Number(metrics['rate']?.[0]?.[1]) > 0)
  const active = metrics['activity']?.filter(([, is]) => is === 1)
  assert.equal(active, [['toys idle', 1]])
  end()
  await engine.stop()
  await shutdown()
})

telemetry('given a store that saves one page and then no more, then the export says how much is left', async () => {
  const { meter, exported, shutdown } = exporting()
  const one = world()
  let saves = 0
  const store: ReadModelStore = {
    ...one.store,
    save: (save) =>
      ++saves === 1 ? one.store.save(save) : async () => E.left({ type: 'ReadModelsUnavailable', message: 'down' })
  }
  name(one.log, 'customer-a', 'anna', 'bert', 'carl', 'dora')
  const engine = one.run({ store, settings: { pageSize: 1, pagesPerSave: 1, stalledAfter: 50 } })
  const end = measureProjections(meter, engine)
  await until(engine, ({ events, activity }) => events === 1 && activity === 'stalled')
  const metrics = await exported()
  assert.equal(metrics['stalled'], [['toys', 1]])
  assert.ok(Number(metrics['lag']?.[0]?.[1]) >= 120) // The events are a minute apart, and the second one is not saved.
  assert.ok(Number(metrics['failures']?.[0]?.[1]) > 0)
  const active = metrics['activity']?.filter(([, is]) => is === 1)
  assert.equal(active, [['toys stalled', 1]])
  end()
  await engine.stop()
  await shutdown()
})

telemetry.run()
