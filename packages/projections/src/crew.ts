import { BehaviorSubject, type Observable, Subject } from 'rxjs'
import type { EngineSignal } from './engine-signal.js'
import { measureProgress } from './measure-progress.js'
import type { Progress } from './progress.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import { type RunnableGroup, type RunningGroup, runGroup } from './run-group.js'

/** A group at work, and what it works on. */
export interface CrewMember<Recorded extends AnyRecordedEvent> {
  readonly group: string
  readonly projections: ReadonlyArray<Projection<Recorded>>
  readonly running: RunningGroup
}

/** The engines of one process, by group. */
export interface Crew<Recorded extends AnyRecordedEvent> {
  /** How each group is doing. Replays the last account. */
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

export const createCrew = <Recorded extends AnyRecordedEvent>(
  parts: Omit<RunnableGroup<Recorded>, 'group' | 'projections'>
): Crew<Recorded> => {
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
      const running = runGroup({ ...parts, group, projections })
      members.set(group, { group, projections, running })
      running.signals$.subscribe((signal) => signals$.next({ group, signal }))
      measureProgress(group, running.signals$, parts.feed, parts.settings).subscribe((one) =>
        progress$.next(new Map([...progress$.value, [group, one]]))
      )
      if (isPaused) void running.pause()
      return running
    },
    end: async (group) => {
      await members.get(group)?.running.stop()
      members.delete(group)
      progress$.next(new Map([...progress$.value].filter(([name]) => name !== group)))
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
