import { comparePositions, type Position } from '@accountable/domain/kernel'
import type { Activity, Progress } from './progress.js'

/** Of several activities the first one that applies is that of all. */
const inOrder: ReadonlyArray<Activity> = ['stopped', 'stalled', 'starting', 'standby', 'paused', 'catchingUp', 'idle']

const earlier = (a: Position | undefined, b: Position | undefined): Position | undefined =>
  a === undefined || b === undefined ? undefined : comparePositions(a, b) <= 0 ? a : b

const later = (a: Position | undefined, b: Position | undefined): Position | undefined =>
  a === undefined || (b !== undefined && comparePositions(a, b) < 0) ? b : a

/** A group's partitions as one account: as far as the slowest of them, as late as the latest. */
export const progressTogether = (group: string, all: readonly [Progress, ...Progress[]]): Progress =>
  all.reduce((a, b) => ({
    group,
    activity: inOrder.find((one) => one === a.activity || one === b.activity) ?? a.activity,
    position: earlier(a.position, b.position),
    head: later(a.head, b.head),
    events: a.events + b.events,
    eventsPerSecond: a.eventsPerSecond + b.eventsPerSecond,
    lagSeconds: Math.max(a.lagSeconds, b.lagSeconds),
    secondsToCatchUp:
      a.secondsToCatchUp === undefined || b.secondsToCatchUp === undefined
        ? undefined
        : Math.max(a.secondsToCatchUp, b.secondsToCatchUp),
    findings: new Map([...a.findings, ...b.findings]),
    failure: a.failure ?? b.failure,
    notShown: a.notShown ?? b.notShown,
    stop: a.stop ?? b.stop
  }))
