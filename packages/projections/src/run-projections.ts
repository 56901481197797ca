import {
  BehaviorSubject,
  concatMap,
  defer,
  filter,
  firstValueFrom,
  type Observable,
  retry,
  Subject,
  take,
  takeUntil
} from 'rxjs'
import type { Decode } from './arrival.js'
import { type Assignment, assignGroups, ownGroup } from './assign-groups.js'
import { backoff } from './backoff.js'
import { defaultEngineSettings, type EngineSettings } from './engine-settings.js'
import type { EngineSignal } from './engine-signal.js'
import type { EventFeed } from './event-feed.js'
import { answerOf, FatalFailure, Standby, TransientFailure } from './failure.js'
import { joinGroup } from './join-group.js'
import { measureProgress } from './measure-progress.js'
import type { Progress } from './progress.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { Member, ReadModelStore } from './read-model-store.js'
import { type RunningGroup, runGroup } from './run-group.js'

export interface ProjectionsToRun<Recorded extends AnyRecordedEvent> {
  readonly feed: EventFeed
  readonly store: ReadModelStore
  readonly decode: Decode<Recorded>
  readonly projections: ReadonlyArray<Projection<Recorded>>
  readonly settings?: Partial<EngineSettings>
  /** Who holds the leases; no two processes may share it. A random one if not given. */
  readonly owner?: string
}

/** Engines at work, one for each group. */
export interface RunningProjections {
  /** How each group is doing, by name. Replays the last account; completes when everything has stopped. */
  readonly progress$: Observable<ReadonlyMap<string, Progress>>
  /** What happens inside, as it happens: for metrics and logs. */
  readonly signals$: Observable<{ readonly group: string; readonly signal: EngineSignal }>
  /** Live versions of these projections' names that this code does not run. */
  readonly frozen: () => ReadonlyArray<Member>
  /** Resolves when nothing is being saved any more. The groups stay ours. */
  readonly pause: () => Promise<void>
  readonly resume: () => void
  /** Finishes the pages at hand, gives the groups up and resolves. */
  readonly stop: () => Promise<void>
}

interface AtWork<Recorded extends AnyRecordedEvent> {
  readonly running: RunningGroup
  readonly projections: ReadonlyArray<Projection<Recorded>>
}

/** Runs projections until they are stopped: catches up, then follows. */
export const runProjections = <Recorded extends AnyRecordedEvent>(
  parts: ProjectionsToRun<Recorded>
): RunningProjections => {
  const { feed, store, projections, decode } = parts
  const settings = { ...defaultEngineSettings, ...parts.settings }
  const owner = parts.owner ?? crypto.randomUUID()
  const progress$ = new BehaviorSubject<ReadonlyMap<string, Progress>>(new Map())
  const signals$ = new Subject<{ readonly group: string; readonly signal: EngineSignal }>()
  const stop$ = new BehaviorSubject(false)
  const stopAsked$ = stop$.pipe(filter((asked) => asked))
  const atWork = new Map<string, AtWork<Recorded>>()
  let frozen: ReadonlyArray<Member> = []
  let isPaused = false
  let changing: Promise<void> = Promise.resolve()

  const held = (group: string, ours: ReadonlyArray<Projection<Recorded>>) => ({
    group,
    feed,
    store,
    decode,
    settings,
    projections: ours
  })

  const start = (group: string, ours: ReadonlyArray<Projection<Recorded>>): void => {
    if (stop$.value) return
    const running = runGroup({ ...held(group, ours), owner })
    atWork.set(group, { running, projections: ours })
    running.signals$.subscribe((signal) => signals$.next({ group, signal }))
    measureProgress(group, running.signals$, feed, settings).subscribe((one) =>
      progress$.next(new Map([...progress$.value, [group, one]]))
    )
    if (isPaused) void running.pause()
    const [only] = ours
    if (only === undefined || ours.length > 1 || group !== ownGroup(only)) return
    const ends$ = running.signals$.pipe(filter(({ type }) => type === 'reachedEnd'))
    ends$
      .pipe(
        takeUntil(stopAsked$),
        concatMap(() => join(group, only)),
        filter((joined) => joined),
        take(1)
      )
      .subscribe()
  }

  const end = async (group: string): Promise<void> => {
    await atWork.get(group)?.running.stop()
    atWork.delete(group)
    progress$.next(new Map([...progress$.value].filter(([name]) => name !== group)))
  }

  /** A projection that has caught up alone joins the group that it asks for, if that one is ours and at work too. */
  const join = async (group: string, projection: Projection<Recorded>): Promise<boolean> => {
    const alone = atWork.get(group)
    const target = atWork.get(projection.group)
    if (alone === undefined || target === undefined || isPaused || stop$.value) return false
    if (progress$.value.get(projection.group)?.activity !== 'idle') return false
    await Promise.all([alone.running.pause(), target.running.pause()])
    try {
      await joinGroup(held(group, alone.projections), held(projection.group, target.projections))
    } catch (thrown) {
      if (!(thrown instanceof TransientFailure || thrown instanceof FatalFailure)) throw thrown
      alone.running.resume()
      target.running.resume()
      return false
    }
    changing = Promise.all([end(group), end(projection.group)]).then(() =>
      start(projection.group, [...target.projections, projection])
    )
    await changing
    return true
  }

  const assign = async (): Promise<Assignment<Recorded>> => {
    const wanted = [...new Set(projections.map(({ group }) => group))]
    const begun = await Promise.all(wanted.map(async (group) => (await answerOf(store.checkpoint(group))) && group))
    const assignment = assignGroups(projections, await answerOf(store.members()), (group) => begun.includes(group))
    for (const { projection, group, live } of assignment.add) await answerOf(store.addMember(group, projection, live))
    // Another process may have been quicker, and put them elsewhere: what counts is what the store says now.
    return assignment.add.length > 0 ? await assign() : assignment
  }

  const leave = async ({ from, into, projections: ours }: Assignment<Recorded>['leave'][number]): Promise<void> => {
    if (!(await answerOf(store.acquireLease(from, owner, settings.leaseTtl)))) throw new Standby()
    await answerOf(store.moveMembers(ours, from, into))
    await answerOf(store.releaseLease(from, owner))
    start(into, ours)
  }

  const retried = (work: () => Promise<void>): Promise<void> => {
    const group = projections[0]?.group ?? ''
    const retries = backoff(settings, stopAsked$, (signal) => signals$.next({ group, signal }))
    const task$ = defer(async () => (stop$.value ? undefined : await work()))
    return firstValueFrom(task$.pipe(retry({ delay: retries.delay })), { defaultValue: undefined })
  }

  const begun = retried(async () => {
    const assignment = await assign()
    frozen = assignment.frozen
    const moving = assignment.leave.map(({ into }) => into)
    for (const [group, ours] of assignment.groups) if (!moving.includes(group)) start(group, ours)
    for (const one of assignment.leave) void retried(() => leave(one))
  })

  return {
    progress$: progress$.asObservable(),
    signals$: signals$.asObservable(),
    frozen: () => frozen,
    pause: async () => {
      isPaused = true
      await Promise.all([...atWork.values()].map(({ running }) => running.pause()))
    },
    resume: () => {
      isPaused = false
      for (const { running } of atWork.values()) running.resume()
    },
    stop: async () => {
      stop$.next(true)
      await begun
      await changing
      await Promise.all([...atWork.values()].map(({ running }) => running.stop()))
      progress$.complete()
      signals$.complete()
    }
  }
}
