import {
  BehaviorSubject,
  concatMap,
  defer,
  filter,
  firstValueFrom,
  type Observable,
  retry,
  take,
  takeUntil
} from 'rxjs'
import type { Decode } from './arrival.js'
import { type Assignment, isSameVersion, ownGroup } from './assign-groups.js'
import { backoff } from './backoff.js'
import { createCrew } from './crew.js'
import { defaultEngineSettings, type EngineSettings } from './engine-settings.js'
import type { EngineSignal } from './engine-signal.js'
import type { EventFeed } from './event-feed.js'
import { answerOf } from './failure.js'
import { createLease } from './lease.js'
import { partitionName, partitionsOf } from './partition.js'
import { prepareGroups, type RebuildPolicy } from './prepare-groups.js'
import type { Progress } from './progress.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { Member, ReadModelStore } from './read-model-store.js'
import { requirePartitions } from './repartition.js'
import { settleGroup } from './settle-group.js'

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
   * How each group is doing, by name; where it is split, each partition (`customers 1/4`). Replays the last account; completes
   * when everything has stopped.
   */
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
  let frozen: ReadonlyArray<Member> = []
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
    changing = settled
    return settled
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

  const retried = (work: () => Promise<void>): Promise<void> => {
    const retries = backoff(settings, stopAsked$, (signal) => crew.tell(parts.projections[0]?.group ?? '', signal))
    const task$ = defer(async () => (stop$.value ? undefined : await work()))
    return firstValueFrom(task$.pipe(retry({ delay: retries.delay })), { defaultValue: undefined })
  }

  const begun = retried(async () => {
    const assignment = await prepareGroups(store, parts.projections, parts.rebuild ?? 'small')
    frozen = assignment.frozen
    const moving = new Set(assignment.leave.map(({ into }) => into))
    for (const [group, projections] of assignment.groups) if (!moving.has(group)) start(group, projections)
    for (const one of assignment.leave) leaving.push(retried(() => leave(one)))
  })

  return {
    progress$: crew.progress$,
    signals$: crew.signals$,
    frozen: () => frozen,
    pause: async () => {
      await crew.pause()
      await changing // two groups that are becoming one save, too
    },
    resume: crew.resume,
    stop: async () => {
      stop$.next(true)
      await begun
      await Promise.all(leaving)
      await changing
      await crew.stop()
    }
  }
}
