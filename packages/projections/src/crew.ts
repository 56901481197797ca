import { BehaviorSubject, merge, type Observable, Subject } from 'rxjs'
import type { EngineSignal } from './engine-signal.js'
import type { StopReason } from './failure.js'
import { measureProgress } from './measure-progress.js'
import { partitionName, partitionsOf } from './partition.js'
import type { Progress } from './progress.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import { type RunnableGroup, type RunningGroup, runGroup } from './run-group.js'
import { type Share, shareWork } from './share.js'

/** A group at work, and what it works on. */
export interface CrewMember<Recorded extends AnyRecordedEvent> {
  readonly group: string
  readonly projections: ReadonlyArray<Projection<Recorded>>
  readonly running: RunningGroup
}

/** The engines of a group's partitions as one. */
const together = (engines: ReadonlyArray<RunningGroup>, share: Share): Omit<RunningGroup, 'group'> => {
  const ended = async (engine: RunningGroup): Promise<StopReason> => {
    const reason = await engine.stopped
    if (reason.type !== 'StopAsked') share.withdraw()
    return reason
  }
  const stopped = Promise.all(engines.map(ended)).then(async (reasons) => {
    await share.stop()
    return reasons.find(({ type }) => type !== 'StopAsked') ?? { type: 'StopAsked' as const }
  })
  return {
    signals$: merge(...engines.map(({ signals$ }) => signals$)),
    pause: async () => void (await Promise.all(engines.map((engine) => engine.pause()))),
    resume: () => {
      for (const engine of engines) engine.resume()
    },
    stop: () => {
      for (const engine of engines) void engine.stop()
      return stopped
    },
    stopped
  }
}

/** The engines of one process, by group. */
export interface Crew<Recorded extends AnyRecordedEvent> {
  /** How each group is doing, and where it is split each partition, by their names. Replays the last account. */
  readonly progress$: Observable<ReadonlyMap<string, Progress>>
  readonly progressOf: (group: string) => Progress | undefined
  readonly signals$: Observable<{ readonly group: string; readonly signal: EngineSignal }>
  /** For what happens before there is a group to tell it. */
  readonly tell: (group: string, signal: EngineSignal) => void
  readonly members: () => ReadonlyArray<CrewMember<Recorded>>
  readonly start: (group: string, projections: ReadonlyArray<Projection<Recorded>>) => RunningGroup
  /** Stops a group and forgets how it was doing. */
  readonly end: (group: string) => Promise<void>
  /** Also for groups that start later. */
  readonly pause: () => Promise<void>
  readonly resume: () => void
  readonly isPaused: () => boolean
  /** Stops every group; their last accounts stay. */
  readonly stop: () => Promise<void>
}

/** What every engine works with, and into how many partitions each group is split. */
interface CrewParts<Recorded extends AnyRecordedEvent>
  extends Omit<RunnableGroup<Recorded>, 'group' | 'partition' | 'projections' | 'share'> {
  readonly partitions: number
}

export const createCrew = <Recorded extends AnyRecordedEvent>({
  partitions,
  ...parts
}: CrewParts<Recorded>): Crew<Recorded> => {
  const progress$ = new BehaviorSubject<ReadonlyMap<string, Progress>>(new Map())
  const signals$ = new Subject<{ readonly group: string; readonly signal: EngineSignal }>()
  const members = new Map<string, CrewMember<Recorded>>()
  let isPaused = false
  return {
    progress$: progress$.asObservable(),
    progressOf: (group) => progress$.value.get(group),
    signals$: signals$.asObservable(),
    tell: (group, signal) => signals$.next({ group, signal }),
    members: () => [...members.values()],
    start: (group, projections) => {
      const share = partitions === 1 ? undefined : shareWork({ ...parts, group, partitions })
      const engines = partitionsOf(partitions).map((partition) =>
        runGroup({ ...parts, group, partition, projections, ...(share && { share }) })
      )
      for (const { group: name, signals$: told$ } of engines) {
        told$.subscribe((signal) => signals$.next({ group: name, signal }))
        measureProgress(name, told$, parts.feed, parts.settings).subscribe((one) =>
          progress$.next(new Map([...progress$.value, [name, one]]))
        )
      }
      const running = share === undefined ? engines[0] : { group, ...together(engines, share) }
      if (running === undefined) throw new RangeError('a group has one partition at least')
      members.set(group, { group, projections, running })
      if (isPaused) void running.pause()
      return running
    },
    end: async (group) => {
      await members.get(group)?.running.stop()
      members.delete(group)
      const names = new Set(partitionsOf(partitions).map((one) => partitionName(group, one)))
      progress$.next(new Map([...progress$.value].filter(([name]) => !names.has(name))))
    },
    pause: async () => {
      isPaused = true
      await Promise.all([...members.values()].map(({ running }) => running.pause()))
    },
    resume: () => {
      isPaused = false
      for (const { running } of members.values()) running.resume()
    },
    isPaused: () => isPaused,
    stop: async () => {
      await Promise.all([...members.values()].map(({ running }) => running.stop()))
      progress$.complete()
      signals$.complete()
    }
  }
}
