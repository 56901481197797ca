import * as E from 'fp-ts/lib/Either.js'
import type { Checkpoint } from './checkpoint.js'
import { partitionName, partitionOf, partitionsOf } from './partition.js'
import type { Member, ReadModelStore, ReadModelsUnavailable } from './read-model-store.js'

/** Where the version of a projection is that queries show. */
interface Place {
  readonly group: string
  readonly checkpoint: Checkpoint | undefined
  readonly isFrozen: boolean
}

/** How far a group is, or where it is split and one stream is asked for, the partition of that stream. */
const checkpointOf = async (
  store: ReadModelStore,
  group: string,
  streamName: string | undefined
): Promise<E.Either<ReadModelsUnavailable, Checkpoint | undefined>> => {
  const [partitions, checkpoint] = await Promise.all([store.partitions(group)(), store.checkpoint(group)()])
  if (E.isLeft(partitions)) return partitions
  if (streamName === undefined || partitions.right === undefined || partitions.right === 1) return checkpoint
  const own = await store.checkpointOf(group, partitionOf(streamName, partitions.right))()
  if (E.isRight(own)) return own
  const { left } = own
  // Split anew in between: the group as a whole is not further than this stream's part was.
  return left.type === 'PartitionedOtherwise' ? checkpoint : E.left(left)
}

/** For one stream, where its partition is. */
export const livePlaceOf = async (
  store: ReadModelStore,
  projection: string,
  streamName: string | undefined
): Promise<E.Either<ReadModelsUnavailable, Place>> => {
  const members = await store.members()()
  if (E.isLeft(members)) return members
  const versions = members.right.filter(({ name }) => name === projection)
  const live = versions.find((member) => member.live)
  if (live === undefined) return E.right({ group: '', checkpoint: undefined, isFrozen: false })
  const checkpoint = await checkpointOf(store, live.group, streamName)
  if (E.isLeft(checkpoint)) return checkpoint
  const isFrozen = await isLeftBehind(store, live, versions)
  return E.isLeft(isFrozen)
    ? isFrozen
    : E.right({ group: live.group, checkpoint: checkpoint.right, isFrozen: isFrozen.right })
}

/** Whether some engine runs a group, or a partition of it. */
const isRun = async (store: ReadModelStore, group: string): Promise<E.Either<ReadModelsUnavailable, boolean>> => {
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
