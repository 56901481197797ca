import {
  BehaviorSubject,
  concatMap,
  defer,
  exhaustMap,
  filter,
  firstValueFrom,
  lastValueFrom,
  type Observable,
  retry,
  take,
  takeUntil,
  timer
} from 'rxjs'
import { type Decode, toError } from './arrival.js'
import { type Assignment, isSameVersion, ownGroup } from './assign-groups.js'
import { backoff } from './backoff.js'
import { createCrew } from './crew.js'
import { defaultEngineSettings, type EngineSettings } from './engine-settings.js'
import type { EngineSignal } from './engine-signal.js'
import type { EventFeed } from './event-feed.js'
import { answerOf } from './failure.js'
import type { FrozenVersion } from './frozen-versions.js'
import { createLease } from './lease.js'
import { partitionName, partitionsOf } from './partition.js'
import { prepareGroups, type RebuildPolicy } from './prepare-groups.js'
import type { Progress } from './progress.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { ReadModelStore } from './read-model-store.js'
import { requirePartitions } from './repartition.js'
import { settleGroup } from './settle-group.js'
import { watchVersions } from './watch-versions.js'

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
  /**
   * Splits the work of each group by customer into so many partitions, each with its own lease and checkpoint; 1 if not given.
   * Several processes with the same number share them about equally, and take over those of one that dies. Each partition reads
   * the whole log, so it pays where folding and saving are the work, and a process has a core for it. Every projection must be
   * `perCustomer`. A store that was begun with another number is refused (`PartitionedOtherwise`): see `repartition`.
   */
  readonly partitions?: number
}

/** Engines at work, one for each group. */
export interface RunningProjections {
  /**
   * How each group is doing, by name; where it is split, each partition (`customers 1/4`). Told again when `frozen` is another one.
   * Replays the last account; completes when everything has stopped.
   */
  readonly progress$: Observable<ReadonlyMap<string, Progress>>
  /** What happens inside, as it happens: for metrics and logs. */
  readonly signals$: Observable<{ readonly group: string; readonly signal: EngineSignal }>
  /** Versions that are shown and that no process feeds, when it was last looked. */
  readonly frozen: () => ReadonlyArray<FrozenVersion>
  /** Resolves when nothing is being saved any more; a call that the store never answers holds it. The groups stay ours. */
  readonly pause: () => Promise<void>
  readonly resume: () => void
  /** Finishes the pages at hand, gives the groups up and resolves. */
  readonly stop: () => Promise<void>
}

/**
 * Runs projections until they are stopped: catches up, then follows.
 * @throws RangeError for `partitions` that cannot be, or that a projection cannot be run in.
 */
export const runProjections = <Recorded extends AnyRecordedEvent>(
  parts: ProjectionsToRun<Recorded>
): RunningProjections => {
  const { feed, store, decode } = parts
  const settings = { ...defaultEngineSettings, ...parts.settings }
  const owner = parts.owner ?? crypto.randomUUID()
  const partitions = parts.partitions ?? 1
  requirePartitions(partitions, parts.projections)
  const held = { feed, store, decode, settings, partitions }
  const crew = createCrew({ ...held, owner })
  const stop$ = new BehaviorSubject(false)
  const stopAsked$ = stop$.pipe(filter((asked) => asked))
  /** Groups that we have not got yet, from which or into which projections of ours move. */
  const underWay = new Set<string>()
  /** Groups are changed one after another; stopping waits for it. */
  let changing: Promise<unknown> = Promise.resolve()

  const start = (group: string, projections: ReadonlyArray<Projection<Recorded>>): void => {
    if (stop$.value) return
    const { signals$ } = crew.start(group, projections)
    const [only] = projections
    if (only === undefined || group !== ownGroup(only)) return
    const settled$ = signals$.pipe(
      filter(({ type }) => type === 'reachedEnd'),
      takeUntil(stopAsked$),
      concatMap(() => settle(group, only))
    )
    settled$
      .pipe(
        filter((settled) => settled),
        take(1)
      )
      .subscribe()
  }

  const settle = (group: string, projection: Projection<Recorded>): Promise<boolean> => {
    const settled = changing.then(async () => {
      const joined = stop$.value ? undefined : await settleGroup(crew, held, group, projection)
      if (joined !== undefined) start(joined.group, joined.projections)
      return joined !== undefined
    })
    changing = settled.catch(() => {}) // whoever waits for it waits for its end
    return settled.catch((thrown: unknown) => {
      crew.tell(group, { type: 'failed', message: toError(thrown).message, failures: 1 })
      return false
    })
  }

  /** A group that lacks one of ours belongs to other code: its projections that we have leave it, once it is free. */
  const leave = async ({ from, into, projections }: Assignment<Recorded>['leave'][number]): Promise<void> => {
    const members = await answerOf(store.members())
    // Not so where they have left already: the store did it, and its answer was lost.
    const isIn = (one: Projection<Recorded>): boolean =>
      members.some((other) => other.group === from && isSameVersion(one, other))
    if (projections.some(isIn)) await move(from, into, projections)
    start(into, projections)
  }

  const move = async (from: string, into: string, projections: ReadonlyArray<Projection<Recorded>>): Promise<void> => {
    const stored = await answerOf(store.partitions(from))
    const leases = partitionsOf(stored ?? partitions).map((one) =>
      createLease(store, { name: partitionName(from, one), owner, ttl: settings.leaseTtl, share: undefined })
    )
    try {
      for (const lease of leases) await lease.take()
      await answerOf(store.moveMembers(projections, from, into))
    } finally {
      await Promise.all(leases.map((lease) => lease.giveUp()))
    }
  }

  const leaving: Promise<void>[] = []

  const retried = (group: string, work: () => Promise<void>): Promise<void> => {
    const retries = backoff(settings, stopAsked$, (signal) => crew.tell(group, signal))
    const task$ = defer(async () => (stop$.value ? undefined : await work()))
    return firstValueFrom(task$.pipe(retry({ delay: retries.delay })), { defaultValue: undefined })
  }

  const begun = retried(parts.projections[0]?.group ?? '', async () => {
    const assignment = await prepareGroups(store, parts.projections, parts.rebuild ?? 'small')
    const moving = new Set(assignment.leave.map(({ into }) => into))
    for (const [group, projections] of assignment.groups) if (!moving.has(group)) start(group, projections)
    for (const one of assignment.leave) {
      for (const group of [one.from, one.into]) underWay.add(group)
      const left = retried(one.into, () => leave(one))
      leaving.push(left)
      const isOver = (): void => {
        for (const group of [one.from, one.into]) underWay.delete(group)
      }
      left.then(isOver, isOver)
    }
  })

  const watch = watchVersions({ store, crew, projections: parts.projections, underWay, start })
  const looking = begun.then(() =>
    lastValueFrom(
      timer(0, settings.progressEvery).pipe(
        takeUntil(stopAsked$),
        exhaustMap(() => {
          changing = changing.then(async () => (stop$.value ? undefined : await watch.look())).catch(() => {})
          return changing
        })
      ),
      { defaultValue: undefined }
    )
  )

  return {
    progress$: crew.progress$,
    signals$: crew.signals$,
    frozen: watch.frozen,
    pause: async () => {
      await crew.pause()
      await changing // two groups that are becoming one save, too
    },
    resume: crew.resume,
    stop: async () => {
      stop$.next(true)
      await looking
      await Promise.all(leaving)
      await changing
      await crew.stop()
    }
  }
}
