import * as E from 'fp-ts/lib/Either.js'
import { combineLatest, filter, firstValueFrom, map, merge, type Observable, ReplaySubject } from 'rxjs'
import type { Decode } from './arrival.js'
import { isSameVersion, ownGroup } from './assign-groups.js'
import { type Comparison, compareVersions } from './compare-versions.js'
import { defaultEngineSettings, type EngineSettings } from './engine-settings.js'
import type { EventFeed } from './event-feed.js'
import type { StopReason } from './failure.js'
import { measureProgress } from './measure-progress.js'
import { partitionsOf } from './partition.js'
import type { Progress } from './progress.js'
import { progressTogether } from './progress-together.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { Member, ReadModelStore, ReadModelsUnavailable, StoredProjection } from './read-model-store.js'
import { requirePartitions } from './repartition.js'
import { runGroup } from './run-group.js'
import { runTogether } from './run-together.js'

export interface ProjectionRebuild<Recorded extends AnyRecordedEvent> {
  readonly feed: EventFeed
  readonly store: ReadModelStore
  readonly decode: Decode<Recorded>
  /** The new version. */
  readonly projection: Projection<Recorded>
  /** `restBetweenPages` caps the load. Pages are fewer in memory than an engine's unless this says otherwise. */
  readonly settings?: Partial<EngineSettings>
  readonly owner?: string
  /** As many as the version that is shown has, if not given. All of them are built by this process. */
  readonly partitions?: number
}

/** This version is fed in another group: it needs no rebuild, or a new number. */
export interface VersionInUse {
  readonly type: 'VersionInUse'
  readonly group: string
}

/** This version is what queries and views show: nothing was dropped. Show another one first. */
export interface VersionShown {
  readonly type: 'VersionShown'
  readonly name: string
  readonly version: number
}

/** A version that is being built beside the one that is shown. */
export interface RunningRebuild {
  /** With an estimate of when it has caught up. Replays the last account. */
  readonly progress$: Observable<Progress>
  /** Resolves when it has read everything for the first time: true; false if it, or a partition of it, was stopped before. */
  readonly caughtUp: Promise<boolean>
  /** Row by row against another version, with the first event that made a difference. */
  readonly compareWith: (other: StoredProjection) => Promise<Comparison | undefined>
  /** Shows this version to queries and views, in one transaction. The other one stays as it is, for `showVersion`. */
  readonly show: () => Promise<E.Either<ReadModelsUnavailable, void>>
  /** Stops at the checkpoint: the same rebuild, started again, goes on from there. After `show`, an engine takes over. */
  readonly stop: () => Promise<StopReason>
  /**
   * Stops, waiting for a save that the store is at, and drops the version with its rows. After `show` it only stops: what is shown
   * is never dropped.
   */
  readonly cancel: () => Promise<E.Either<ReadModelsUnavailable | VersionShown, void>>
}

/** What was begun goes on as it is; else what was asked for, or what the engines run that will take it over. */
const partitionsFor = async <Recorded extends AnyRecordedEvent>(
  store: ReadModelStore,
  projection: Projection<Recorded>,
  group: string,
  wanted: number | undefined,
  shown: Member | undefined
): Promise<E.Either<ReadModelsUnavailable, number>> => {
  const begun = await store.partitions(group)()
  if (E.isLeft(begun)) return begun
  if (begun.right !== undefined) return E.right(begun.right)
  const live =
    shown === undefined || projection.perCustomer !== true ? E.right(1) : await store.partitions(shown.group)()
  if (E.isLeft(live)) return live
  return E.right(wanted ?? live.right ?? 1)
}

/** Those of an engine, with less in memory: it works beside one that serves people. */
const rebuildSettings: EngineSettings = {
  ...defaultEngineSettings,
  pageSize: 250,
  pagesPerSave: 1,
  readAhead: 0, // while a page is saved the next one is read all the same
  rememberedRows: 2000
}

/**
 * Builds a version of a projection in a group of its own, while the live one is shown and fed as before. Begins, or goes on
 * where a rebuild of this version stopped or crashed. @throws RangeError for `partitions` that it cannot be built in.
 */
export const rebuildProjection = async <Recorded extends AnyRecordedEvent>({
  feed,
  store,
  decode,
  projection,
  settings: some,
  owner = crypto.randomUUID(),
  partitions: wanted
}: ProjectionRebuild<Recorded>): Promise<E.Either<ReadModelsUnavailable | VersionInUse, RunningRebuild>> => {
  if (wanted !== undefined) requirePartitions(wanted, [projection])
  const settings = { ...rebuildSettings, ...some }
  const group = ownGroup(projection)
  const added = await store.addMember(group, projection, false)()
  if (E.isLeft(added)) return added
  const members = await store.members()()
  if (E.isLeft(members)) return members
  const elsewhere = members.right.find((one) => isSameVersion(one, projection) && one.group !== group)
  if (elsewhere !== undefined) return E.left({ type: 'VersionInUse', group: elsewhere.group })
  const shown = members.right.find(({ name, live }) => live && name === projection.name)
  const partitions = await partitionsFor(store, projection, group, wanted, shown)
  if (E.isLeft(partitions)) return partitions
  const engines = partitionsOf(partitions.right).map((partition) =>
    runGroup({ group, partition, feed, store, decode, projections: [projection], settings, owner })
  )
  const running = runTogether(group, engines)
  const progress$ = new ReplaySubject<Progress>(1)
  combineLatest(engines.map((engine) => measureProgress(engine.group, engine.signals$, feed, settings)))
    .pipe(map(([first, ...rest]) => progressTogether(group, [first as Progress, ...rest])))
    .subscribe(progress$)
  const reachedEnd$ = combineLatest(
    engines.map(({ signals$ }) => signals$.pipe(filter(({ type }) => type === 'reachedEnd')))
  ).pipe(map(() => true))
  return E.right({
    progress$: progress$.asObservable(),
    caughtUp: firstValueFrom(
      merge(
        reachedEnd$,
        Promise.race(engines.map(({ stopped }) => stopped)).then(() => false)
      )
    ),
    compareWith: (other) => compareVersions(store, other, projection),
    show: () => store.setLive(projection)(),
    stop: running.stop,
    cancel: async () => {
      await running.stop()
      return dropVersion(store, projection)
    }
  })
}

/** Shows a version that was kept: the instant way back, or forward. What it missed it will catch up once an engine runs it. */
export const showVersion = (
  store: ReadModelStore,
  projection: StoredProjection
): Promise<E.Either<ReadModelsUnavailable, void>> => store.setLive(projection)()

/** Drops a version that is not shown, with its rows. */
export const dropVersion = async (
  store: ReadModelStore,
  projection: StoredProjection
): Promise<E.Either<ReadModelsUnavailable | VersionShown, void>> => {
  const removed = await store.removeMember(projection)()
  if (E.isLeft(removed)) return removed
  const members = await store.members()()
  if (E.isLeft(members)) return members
  const { name, version } = projection
  const isShown = members.right.some((member) => member.live && isSameVersion(member, projection))
  return isShown ? E.left({ type: 'VersionShown', name, version }) : E.right(undefined)
}
