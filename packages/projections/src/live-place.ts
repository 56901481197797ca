import * as E from 'fp-ts/lib/Either.js'
import type { Checkpoint } from './checkpoint.js'
import { type Partition, partitionName, partitionOf, partitionsOf } from './partition.js'
import type { Member, ReadModelStore, ReadModelsUnavailable } from './read-model-store.js'
import { sharedLook } from './shared-look.js'
import { within } from './within.js'

/** Where the version of a projection is that queries show. */
interface Place {
  readonly group: string
  readonly checkpoint: Checkpoint | undefined
  readonly isFrozen: boolean
}

/** Where the group as a whole is, and into how many partitions it is split. */
type WholePlace = Place & { readonly partitions: number }

const nowhere: WholePlace = { group: '', checkpoint: undefined, isFrozen: false, partitions: 1 }

const wholePlaceOf = async (
  store: ReadModelStore,
  projection: string
): Promise<E.Either<ReadModelsUnavailable, WholePlace>> => {
  const members = await store.members()()
  if (E.isLeft(members)) return members
  const versions = members.right.filter(({ name }) => name === projection)
  const live = versions.find((member) => member.live)
  if (live === undefined) return E.right(nowhere)
  const { group } = live
  const [partitions, checkpoint] = await Promise.all([store.partitions(group)(), store.checkpoint(group)()])
  if (E.isLeft(partitions)) return partitions
  if (E.isLeft(checkpoint)) return checkpoint
  const isFrozen = await isLeftBehind(store, live, versions)
  return E.map((is: boolean) => ({
    group,
    checkpoint: checkpoint.right,
    isFrozen: is,
    partitions: partitions.right ?? 1
  }))(isFrozen)
}

const partCheckpointOf = async (
  store: ReadModelStore,
  { group, checkpoint }: Place,
  partition: Partition
): Promise<E.Either<ReadModelsUnavailable, Checkpoint | undefined>> => {
  const own = await store.checkpointOf(group, partition)()
  if (E.isRight(own)) return own
  const { left } = own
  // Split anew in between: the group as a whole is not further than this stream's part was.
  return left.type === 'PartitionedOtherwise' ? E.right(checkpoint) : E.left(left)
}

type Look = ReturnType<typeof sharedLook<E.Either<ReadModelsUnavailable, WholePlace>>>

/** By projection. Many may wait for the same group, and each save tells all of them to look. */
const looks = new WeakMap<ReadModelStore, Map<string, Look>>()

const lookOf = (store: ReadModelStore, projection: string): Look => {
  const known = looks.get(store) ?? new Map<string, Look>()
  looks.set(store, known)
  const look = known.get(projection) ?? sharedLook(() => wholePlaceOf(store, projection))
  known.set(projection, look)
  return look
}

/** For one stream, where its partition is. Nothing where the store takes longer than `patience` in milliseconds for a look. */
export const livePlaceOf = async (
  store: ReadModelStore,
  projection: string,
  streamName: string | undefined,
  patience: () => number
): Promise<E.Either<ReadModelsUnavailable, Place> | undefined> => {
  const whole = await lookOf(store, projection)(patience)
  if (whole === undefined || E.isLeft(whole)) return whole
  if (streamName === undefined || whole.right.partitions === 1) return whole
  const partition = partitionOf(streamName, whole.right.partitions)
  const own = await within(patience(), partCheckpointOf(store, whole.right, partition))
  if (own === undefined) return undefined
  return E.map((checkpoint: Checkpoint | undefined) => ({ ...whole.right, checkpoint }))(own)
}

/** Whether some engine runs a group, or a partition of it. */
export const isRun = async (
  store: ReadModelStore,
  group: string
): Promise<E.Either<ReadModelsUnavailable, boolean>> => {
  const partitions = await store.partitions(group)()
  if (E.isLeft(partitions)) return partitions
  const all = partitionsOf(partitions.right ?? 1)
  const leased = await Promise.all(all.map((one) => store.isLeased(partitionName(group, one))()))
  return E.map((some: ReadonlyArray<boolean>) => some.includes(true))(E.sequenceArray(leased))
}

/** Nobody runs the live version, and somebody runs another one of it. */
const isLeftBehind = async (
  store: ReadModelStore,
  live: Member,
  versions: ReadonlyArray<Member>
): Promise<E.Either<ReadModelsUnavailable, boolean>> => {
  const others = versions.filter(({ version, group }) => version !== live.version && group !== live.group)
  if (others.length === 0) return E.right(false)
  const isFed = await isRun(store, live.group)
  if (E.isLeft(isFed)) return isFed
  if (isFed.right) return E.right(false)
  const run = await Promise.all(others.map(({ group }) => isRun(store, group)))
  return E.map((some: ReadonlyArray<boolean>) => some.includes(true))(E.sequenceArray(run))
}
