import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Observable } from 'rxjs'
import type { Checkpoint } from './checkpoint.js'
import type { Partition } from './partition.js'
import type { FoundRow, RowVersion, TableWrites } from './row-version.js'
import type { Selection } from './selection.js'
import type { StreamProgress } from './stream-progress.js'
import type { Row, Table } from './table.js'

/** Nothing was saved or read, or it is not known; the same call may succeed later. `message` is for a log, without secrets. */
export interface ReadModelsUnavailable {
  readonly type: 'ReadModelsUnavailable'
  readonly message: string
}

/** The stored checkpoint is not the one that this save follows: somebody else went on. Nothing was saved. */
export interface CheckpointConflict {
  readonly type: 'CheckpointConflict'
  readonly group: string
}

/** The same call will not succeed before somebody changes something. Nothing was saved. */
export interface ReadModelsRefused {
  readonly type: 'ReadModelsRefused'
  readonly group: string
  /** `rows`: they hold a value that the store cannot keep. `store`: tables or rights are not what this code needs. */
  readonly cause: 'rows' | 'store'
  /** For a log, without values. */
  readonly message: string
}

/** The group is split into another number of partitions than was asked for. */
export interface PartitionedOtherwise {
  readonly type: 'PartitionedOtherwise'
  readonly group: string
  readonly partitions: number
}

/** A projection as a store knows it: a name, a version, and the tables that belong to both. */
export interface StoredProjection {
  readonly name: string
  readonly version: number
  readonly tables: Readonly<Record<string, Table>>
}

/** One version of a projection in the store. */
export interface Member {
  readonly name: string
  readonly version: number
  readonly group: string
  /** True for the version that queries and views show. A name has at most one. */
  readonly live: boolean
  /** True for one that has been live: where it is not any more, somebody took it back, and no engine shows it by itself. */
  readonly wasShown: boolean
}

/** What a page needs: how far its streams are, and the rows that its events may read. */
export interface PageKeys {
  readonly streams: ReadonlyArray<string>
  readonly rows: ReadonlyArray<{
    readonly projection: StoredProjection
    readonly table: string
    readonly keys: ReadonlyArray<string>
  }>
}

/** Streams and keys that the store does not have are missing in the maps. `rows` is in the order of `PageKeys.rows`. */
export interface PageRows {
  readonly progress: ReadonlyMap<string, StreamProgress>
  readonly rows: ReadonlyArray<ReadonlyMap<string, RowVersion>>
}

/** One page's work, all of it or nothing. */
export interface Save {
  readonly group: string
  /** Whose checkpoint it is; that of a group that is not split if not given. */
  readonly partition?: Partition
  /** The checkpoint that this one follows; nothing for the first. */
  readonly after: Checkpoint | undefined
  readonly checkpoint: Checkpoint
  /** Each stream once. */
  readonly progress: ReadonlyArray<readonly [streamName: string, progress: StreamProgress]>
  readonly tables: ReadonlyArray<{
    readonly projection: StoredProjection
    readonly table: string
    readonly writes: TableWrites
  }>
}

/**
 * The port to the rows of read models and to how far they are. Contract suite: `@accountable/projections/testing`,
 * `readModelStoreContract`.
 *
 * - `checkpoint` is how far the group has come as a whole: where it is split (`checkpointOf`), that of the slowest partition,
 *   and nothing while one of them has none.
 * - `repartition` splits a group anew, once all its partitions stand at one position, else CheckpointConflict. From then on
 *   saves of the partitions that there were are refused.
 * - `save` is one transaction: checkpoint, stream progress and rows, or nothing. It is refused unless the stored checkpoint's
 *   sequence and position are those of `after`, and also where the group is split into another number of partitions.
 *   `ReadModelsRefused` says that trying again would not help.
 * - `acquireLease` gives a group to one owner for `ttl` milliseconds by the store's clock and renews it; false while another
 *   owner has it. A lease keeps two engines from doing the same work twice; what keeps rows right is `save`.
 * - `addMember` registers a projection in a group and creates its tables; what is there already stays as it is.
 * - `moveMembers` takes projections from one group into another. A group that is not there yet starts with a copy of the
 *   checkpoint and of the stream progress; one that is there must be at the same position, else CheckpointConflict. A group
 *   without members is dropped.
 * - `finish` is told that these versions have caught up, again and again: a store may now make, once, what only reading needs,
 *   such as indexes. Nothing else changes.
 * - `setLive` makes this version the one that `select` and the views show, in one transaction.
 * - `removeMember` drops a version that is not live, with its tables.
 * - `select` reads the live version of a projection; rows of a customer whose stream its group has parked say so.
 * - `saved$` is a hint that some group of this store was saved, by this process or by another one; those of others may come
 *   late or be missing.
 */
export interface ReadModelStore {
  /** By name and version. */
  readonly members: () => TaskEither<ReadModelsUnavailable, ReadonlyArray<Member>>
  readonly addMember: (
    group: string,
    projection: StoredProjection,
    live: boolean
  ) => TaskEither<ReadModelsUnavailable, void>
  readonly moveMembers: (
    members: ReadonlyArray<StoredProjection>,
    from: string,
    into: string
  ) => TaskEither<ReadModelsUnavailable | CheckpointConflict, void>
  readonly finish: (projections: ReadonlyArray<StoredProjection>) => TaskEither<ReadModelsUnavailable, void>
  readonly setLive: (projection: StoredProjection) => TaskEither<ReadModelsUnavailable, void>
  readonly removeMember: (projection: StoredProjection) => TaskEither<ReadModelsUnavailable, void>

  readonly acquireLease: (group: string, owner: string, ttl: number) => TaskEither<ReadModelsUnavailable, boolean>
  readonly releaseLease: (group: string, owner: string) => TaskEither<ReadModelsUnavailable, void>

  /** Whether some owner has the group now. */
  readonly isLeased: (group: string) => TaskEither<ReadModelsUnavailable, boolean>

  readonly checkpoint: (group: string) => TaskEither<ReadModelsUnavailable, Checkpoint | undefined>
  readonly checkpointOf: (
    group: string,
    partition: Partition
  ) => TaskEither<ReadModelsUnavailable | PartitionedOtherwise, Checkpoint | undefined>
  /** Into how many partitions a group is split: 1 where it is not; nothing where it has not begun. */
  readonly partitions: (group: string) => TaskEither<ReadModelsUnavailable, number | undefined>
  readonly repartition: (
    group: string,
    partitions: number
  ) => TaskEither<ReadModelsUnavailable | CheckpointConflict, void>
  readonly loadPage: (group: string, keys: PageKeys) => TaskEither<ReadModelsUnavailable | ReadModelsRefused, PageRows>
  readonly save: (save: Save) => TaskEither<ReadModelsUnavailable | ReadModelsRefused | CheckpointConflict, void>
  readonly progressOf: (
    group: string,
    streamName: string
  ) => TaskEither<ReadModelsUnavailable, StreamProgress | undefined>
  /** Every stream of a group by name, behind `after`, up to `limit` of them. */
  readonly streams: (
    group: string,
    after: string | undefined,
    limit: number
  ) => TaskEither<ReadModelsUnavailable, ReadonlyMap<string, StreamProgress>>
  /** The streams of a group that are parked or were tampered with. */
  readonly findings: (group: string) => TaskEither<ReadModelsUnavailable, ReadonlyMap<string, StreamProgress>>

  readonly select: <R extends Row>(
    table: Table<R>,
    selection: Selection<R>
  ) => TaskEither<ReadModelsUnavailable, ReadonlyArray<FoundRow<R>>>
  /**
   * Every row of any version of a projection, live or not, behind `after`, up to `limit` of them: of a table with history every
   * version, by key and position; of another keyed table its rows by key; of a log by effective time, position and ordinal.
   */
  readonly scan: (
    projection: StoredProjection,
    table: string,
    after: RowVersion | undefined,
    limit: number
  ) => TaskEither<ReadModelsUnavailable, ReadonlyArray<RowVersion>>
  readonly saved$: Observable<void>
}
