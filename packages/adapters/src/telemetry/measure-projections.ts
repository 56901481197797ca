import type { Activity, Progress, RunningProjections } from '@accountable/projections'
import type { Attributes, Meter } from '@opentelemetry/api'

/** A value of its own for each of some further attributes, or one without any. */
type Values = number | undefined | ReadonlyArray<{ readonly value: number; readonly attributes: Attributes }>

const activities: ReadonlyArray<Activity> = Object.keys({
  starting: null,
  standby: null,
  catchingUp: null,
  idle: null,
  stalled: null,
  paused: null,
  stopped: null
} satisfies Record<Activity, null>) as ReadonlyArray<Activity>

/** What each gauge says of a group. Names follow OpenTelemetry's conventions: lower case, the unit beside the name. */
const gauges: ReadonlyArray<{
  readonly name: string
  readonly unit: string
  readonly description: string
  readonly value: (progress: Progress) => Values
}> = [
  {
    name: 'accountable.projections.lag',
    unit: 's',
    description: 'Age of the oldest event that is not in the rows yet, by the clock of the event store; 0 at its end.',
    value: ({ lagSeconds }) => lagSeconds
  },
  {
    name: 'accountable.projections.rate',
    unit: '{event}/s',
    description: 'Events saved a second, of late.',
    value: ({ eventsPerSecond }) => eventsPerSecond
  },
  {
    name: 'accountable.projections.catch_up',
    unit: 's',
    description: 'Estimated time until the end of the log is reached.',
    value: ({ secondsToCatchUp }) => secondsToCatchUp
  },
  {
    name: 'accountable.projections.parked_streams',
    unit: '{stream}',
    description: 'Streams that wait for somebody.',
    value: ({ findings }) => [...findings.values()].filter(({ parked }) => parked !== undefined).length
  },
  {
    name: 'accountable.projections.tampered_streams',
    unit: '{stream}',
    description: 'Streams that somebody did something to that this library never does.',
    value: ({ findings }) => [...findings.values()].filter(({ tampered }) => tampered !== undefined).length
  },
  {
    name: 'accountable.projections.activity',
    unit: '1',
    description: '1 for what a group is at (attribute accountable.projections.activity), 0 for everything else.',
    value: ({ activity }) =>
      activities.map((one) => ({
        value: one === activity ? 1 : 0,
        attributes: { 'accountable.projections.activity': one }
      }))
  },
  {
    name: 'accountable.projections.stalled',
    unit: '1',
    description: '1 while a group is behind and saves nothing, or has stopped by itself; else 0.',
    value: ({ activity, stop }) => (activity === 'stalled' || (stop && stop.type !== 'StopAsked') ? 1 : 0)
  }
]

/**
 * Tells a meter how projections are doing: gauges for each group, and counters of events saved and of transient failures.
 * Answers how to end it; it ends by itself when the projections have stopped.
 */
export const measureProjections = (
  meter: Meter,
  running: Pick<RunningProjections, 'progress$' | 'signals$' | 'frozen'>
): (() => void) => {
  let groups: ReadonlyMap<string, Progress> = new Map()
  const attributes = (group: string): Attributes => ({ 'accountable.projections.group': group })
  const following = running.progress$.subscribe((progress) => {
    groups = progress
  })
  const saved = meter.createCounter('accountable.projections.events', {
    unit: '{event}',
    description: 'Events saved.'
  })
  const failed = meter.createCounter('accountable.projections.failures', {
    unit: '{failure}',
    description: 'Failures of the store or the feed after which a group went back to its checkpoint.'
  })
  following.add(
    running.signals$.subscribe(({ group, signal }) => {
      if (signal.type === 'saved') saved.add(signal.events, attributes(group))
      if (signal.type === 'failed') failed.add(1, attributes(group))
    })
  )
  for (const { name, unit, description, value } of gauges) {
    const gauge = meter.createObservableGauge(name, { unit, description })
    const observe: Parameters<typeof gauge.addCallback>[0] = (result) => {
      for (const [group, progress] of groups) {
        const now = value(progress)
        const all = typeof now === 'object' ? now : now === undefined ? [] : [{ value: now, attributes: {} }]
        for (const one of all) result.observe(one.value, { ...attributes(group), ...one.attributes })
      }
    }
    gauge.addCallback(observe)
    following.add(() => gauge.removeCallback(observe))
  }
  const frozen = meter.createObservableGauge('accountable.projections.frozen_versions', {
    unit: '{version}',
    description: 'Versions that are shown and that no process feeds.'
  })
  const observeFrozen: Parameters<typeof frozen.addCallback>[0] = (result) => result.observe(running.frozen().length)
  frozen.addCallback(observeFrozen)
  following.add(() => frozen.removeCallback(observeFrozen))
  return () => following.unsubscribe()
}
