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
import { type Assignment, ownGroup } from './assign-groups.js'
import { backoff } from './backoff.js'
import { defaultEngineSettings, type EngineSettings } from './engine-settings.js'
import type { EngineSignal } from './engine-signal.js'
import type { EventFeed } from './event-feed.js'
import { answerOf, FatalFailure, Standby, TransientFailure } from './failure.js'
import { joinGroup } from './join-group.js'
import { measureProgress } from './measure-progress.js'
import { prepareGroups, type RebuildPolicy } from './prepare-groups.js'
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
  /** `small` if not given. A version that is built here is shown as soon as it has caught up. */
  readonly rebuild?: RebuildPolicy
}

/** Engines at work, one for each group. */
export interface RunningProjections {
  /** How each group is doing, by name. Replays the last account; completes when everything has stopped. */
  readonly progress$: Observable<ReadonlyMap<string, Progress>>
  /** What happens inside, as it happens: for metrics and logs. */
  readonly signals$: Observable<{ readonly group: string; readonly signal: EngineSignal }>
  /** Versions that are shown and that this code does not run. */
  readonly frozen: () => ReadonlyArray<Member>
  /** Resolves when nothing is being saved any more. The groups stay ours. */
  readonly pause: () => Promise<void>
  readonly resume: () => void
  /** Finishes the pages at hand, gives the groups up and resolves. */
  readonly stop: () => Promise<void>
}

type Projections<Recorded extends AnyRecordedEvent> = ReadonlyArray<Projection<Recorded>>

/** Runs projections until they are stopped: catches up, then follows. */
export const runProjections = <Recorded extends AnyRecordedEvent>(
  parts: ProjectionsToRun<Recorded>
): RunningProjections => {
  const { feed, store, decode } = parts
  const settings = { ...defaultEngineSettings, ...parts.settings }
  const owner = parts.owner ?? crypto.randomUUID()
  const progress$ = new BehaviorSubject<ReadonlyMap<string, Progress>>(new Map())
  const signals$ = new Subject<{ readonly group: string; readonly signal: EngineSignal }>()
  const stop$ = new BehaviorSubject(false)
  const stopAsked$ = stop$.pipe(filter((asked) => asked))
  const atWork = new Map<string, { readonly running: RunningGroup; readonly projections: Projections<Recorded> }>()
  let frozen: ReadonlyArray<Member> = []
  let isPaused = false
  /** Groups are changed one after another; stopping waits for it. */
  let changing: Promise<unknown> = Promise.resolve()

  const held = (group: string, projections: Projections<Recorded>) => ({
    group,
    feed,
    store,
    decode,
    settings,
    projections
  })

  const start = (group: string, projections: Projections<Recorded>): void => {
    if (stop$.value) return
    const running = runGroup({ ...held(group, projections), owner })
    atWork.set(group, { running, projections })
    running.signals$.subscribe((signal) => signals$.next({ group, signal }))
    measureProgress(group, running.signals$, feed, settings).subscribe((one) =>
      progress$.next(new Map([...progress$.value, [group, one]]))
    )
    if (isPaused) void running.pause()
    const [only] = projections
    if (only === undefined || group !== ownGroup(only)) return
    const caughtUp$ = running.signals$.pipe(
      filter(({ type }) => type === 'reachedEnd'),
      takeUntil(stopAsked$)
    )
    const settle$ = caughtUp$.pipe(concatMap(() => (changing = changing.then(() => settle(group, only)))))
    settle$
      .pipe(
        filter((settled) => settled === true),
        take(1)
      )
      .subscribe()
  }

  const end = async (group: string): Promise<void> => {
    await atWork.get(group)?.running.stop()
    atWork.delete(group)
    progress$.next(new Map([...progress$.value].filter(([name]) => name !== group)))
  }

  /** The group where the others are that ask for the same one, wherever they had to move. */
  const targetOf = (group: string, projection: Projection<Recorded>): string | undefined =>
    [...atWork].find(
      ([name, { projections }]) => name !== group && projections.some((one) => one.group === projection.group)
    )?.[0]

  /**
   * What caught up alone is shown from now on, and joins the others where they are ours and at the end of the log too.
   * False where it must be tried again.
   */
  const settle = async (group: string, projection: Projection<Recorded>): Promise<boolean> => {
    const alone = atWork.get(group)
    const target = targetOf(group, projection)
    const other = target === undefined ? undefined : atWork.get(target)
    if (alone === undefined || isPaused || stop$.value) return false
    try {
      const members = await answerOf(store.members())
      const isShown = members.some(
        ({ name, version, live }) => live && name === projection.name && version === projection.version
      )
      if (!isShown) await answerOf(store.setLive(projection))
      if (target === undefined || other === undefined || progress$.value.get(target)?.activity !== 'idle') return false
      await Promise.all([alone.running.pause(), other.running.pause()])
      await joinGroup(held(group, alone.projections), held(target, other.projections))
    } catch (thrown) {
      if (!(thrown instanceof TransientFailure || thrown instanceof FatalFailure)) throw thrown
      alone.running.resume()
      other?.running.resume()
      return false
    }
    await Promise.all([end(group), end(target)])
    start(target, [...other.projections, projection])
    return true
  }

  /** A group that lacks one of ours belongs to other code: its projections that we have leave it, once it is free. */
  const leave = async ({ from, into, projections }: Assignment<Recorded>['leave'][number]): Promise<void> => {
    if (!(await answerOf(store.acquireLease(from, owner, settings.leaseTtl)))) throw new Standby()
    await answerOf(store.moveMembers(projections, from, into))
    await answerOf(store.releaseLease(from, owner))
    start(into, projections)
  }

  const retried = (work: () => Promise<void>): Promise<void> => {
    const group = parts.projections[0]?.group ?? ''
    const retries = backoff(settings, stopAsked$, (signal) => signals$.next({ group, signal }))
    const task$ = defer(async () => (stop$.value ? undefined : await work()))
    return firstValueFrom(task$.pipe(retry({ delay: retries.delay })), { defaultValue: undefined })
  }

  const begun = retried(async () => {
    const assignment = await prepareGroups(store, parts.projections, parts.rebuild ?? 'small')
    frozen = assignment.frozen
    const moving = new Set(assignment.leave.map(({ into }) => into))
    for (const [group, projections] of assignment.groups) if (!moving.has(group)) start(group, projections)
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
