import { measureProjections } from '@accountable/adapters/telemetry'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader
} from '@opentelemetry/sdk-metrics'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { reached, until, world } from '../projections/engine-world.js'
import { name } from '../projections/toy.js'

const telemetry = suite('metrics of projections')

telemetry('given an engine at work, then OpenTelemetry exports how each group is doing', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })
  const provider = new MeterProvider({ readers: [reader] })
  const one = world()
  name(one.log, 'customer-a', 'anna', 'broken')
  name(one.log, 'customer-b', 'bea')
  const engine = one.run()
  const end = measureProjections(provider.getMeter('accountable'), engine)
  await reached(engine, one)
  await until(engine, ({ activity, findings }) => activity === 'idle' && findings.size > 0)
  await reader.forceFlush()
  const points = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
  const exported = Object.fromEntries(
    points.map(({ descriptor, dataPoints }) => [
      descriptor.name.replace('accountable.projections.', ''),
      dataPoints.map(({ value, attributes }) => [attributes['accountable.projections.group'], value])
    ])
  )
  assert.equal(exported['events'], [['toys', 3]])
  assert.equal(exported['lag'], [['toys', 0]])
  assert.equal(exported['parked_streams'], [['toys', 1]])
  assert.equal(exported['tampered_streams'], [['toys', 0]])
  assert.equal(exported['stalled'], [['toys', 0]])
  assert.ok(exported['rate'])
  end()
  await engine.stop()
  await provider.shutdown()
})

telemetry.run()
