import { BehaviorSubject, filter, last, map, merge, type Observable, Subject, takeUntil } from 'rxjs'
import type { EngineSignal } from './engine-signal.js'
import { measureProgress } from './measure-progress.js'
import { partitionName, partitionsOf } from './partition.js'
import type { Progress } from './progress.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import { type RunnableGroup, type RunningGroup, runGroup } from './run-group.js'
import { runTogether } from './run-together.js'
import { shareWork } from './share.js'

/** A group at work, and what it works on. */
export interface CrewMember<Recorded extends AnyRecordedEvent> {
  readonly group: string
  readonly projections: ReadonlyArray<Projection<Recorded>>
  readonly running: RunningGroup
}

/** The engines of one process, by group. */
export interface Crew<Recorded extends AnyRecordedEvent> {
  /** How each group is doing, and where it is split each partition, by their names. Replays the last account. */
  readonly progress$: Observable<ReadonlyMap<string, Progress>>
  readonly progressOf: (group: string) => Progress | undefined
  readonly signals$: Observable<{ readonly group: string; readonly signal: EngineSignal }>
  /** For what happens outside the engines; of a group that is here its progress shows whether it is shown. */
  readonly tell: (group: string, signal: EngineSignal) => void
  /** Says the last account once more, for whoever looks at something else with it. */
  readonly tellAgain: () => void
  /** Whether the progress of a group says that its version cannot be shown. */
  readonly isNotShown: (group: string) => boolean
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

/** What happens to a group beside its engine and is part of its progress. */
const aboutShowing: ReadonlySet<EngineSignal['type']> = new Set(['shown', 'notShown'])

export const createCrew = <Recorded extends AnyRecordedEvent>({
  partitions,
  ...parts
}: CrewParts<Recorded>): Crew<Recorded> => {
  const progress$ = new BehaviorSubject<ReadonlyMap<string, Progress>>(new Map())
  const signals$ = new Subject<{ readonly group: string; readonly signal: EngineSignal }>()
  const asides$ = new Subject<{ readonly group: string; readonly signal: EngineSignal }>()
  const members = new Map<string, CrewMember<Recorded>>()
  let isPaused = false
  const namesOf = (group: string): ReadonlyArray<string> =>
    partitionsOf(partitions).map((one) => partitionName(group, one))
  return {
    progress$: progress$.asObservable(),
    progressOf: (group) => progress$.value.get(group),
    signals$: signals$.asObservable(),
    tell: (group, signal) => {
      signals$.next({ group, signal })
      asides$.next({ group, signal })
    },
    tellAgain: () => progress$.next(progress$.value),
    isNotShown: (group) => namesOf(group).some((name) => progress$.value.get(name)?.notShown !== undefined),
    members: () => [...members.values()],
    start: (group, projections) => {
      const share = partitions === 1 ? undefined : shareWork({ ...parts, group, partitions })
      const engines = partitionsOf(partitions).map((partition) =>
        runGroup({ ...parts, group, partition, projections, ...(share && { share }) })
      )
      for (const { group: name, signals$: told$ } of engines) {
        told$.subscribe((signal) => signals$.next({ group: name, signal }))
        const about$ = asides$.pipe(
          filter(({ group: whose, signal }) => whose === group && aboutShowing.has(signal.type)),
          map(({ signal }) => signal),
          takeUntil(told$.pipe(last(null, undefined)))
        )
        measureProgress(name, merge(told$, about$), parts.feed, parts.settings).subscribe((one) =>
          progress$.next(new Map([...progress$.value, [name, one]]))
        )
      }
      const running = runTogether(group, engines, share)
      members.set(group, { group, projections, running })
      if (isPaused) void running.pause()
      return running
    },
    end: async (group) => {
      await members.get(group)?.running.stop()
      members.delete(group)
      const names = new Set(namesOf(group))
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
