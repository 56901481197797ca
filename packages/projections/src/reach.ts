import { comparePositions, type Position, parsePosition } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { firstValueFrom } from 'rxjs'
import type { Checkpoint } from './checkpoint.js'
import { partitionName, partitionOf, partitionsOf } from './partition.js'
import type { Member, ReadModelStore, ReadModelsUnavailable } from './read-model-store.js'
import type { Parked } from './stream-progress.js'
import { type WakeUp, wakeUp } from './wake-up.js'

/** The read model did not get there in time. Nothing is wrong with the command; ask again, or without the token. */
export interface NotReached {
  readonly type: 'NotReached'
  readonly projection: string
  readonly wanted: Position
  /** How far it got; nothing before its first checkpoint. */
  readonly reached: Position | undefined
}

/** No running code feeds the version that is shown: it will not get there before somebody rebuilds or switches. */
export interface ProjectionFrozen {
  readonly type: 'ProjectionFrozen'
  readonly projection: string
  readonly reached: Position | undefined
}

/** The customer's later events wait for somebody; what is shown is the state before them. */
export interface CustomerParked {
  readonly type: 'CustomerParked'
  readonly streamName: string
  readonly parked: Parked
}

/** The token is not one. */
export interface InvalidToken {
  readonly type: 'InvalidToken'
}

export type ReachFailure = NotReached | ProjectionFrozen | CustomerParked | InvalidToken | ReadModelsUnavailable

/** How long a token is waited for, in milliseconds, where the caller does not say. */
export const defaultTimeout = 5000

/** A consistency token, and how long to wait for it. */
export interface AtLeast {
  /** As `execute` and `load` answer it, `commit:prepare`; or the position itself. */
  readonly position: Position | string
  /** Milliseconds; `defaultTimeout` if not given. */
  readonly timeout?: number
}

/** What `saved$` does not tell is found by looking this often, in milliseconds. */
const lookEvery = 200

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

const placeOf = async (
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

/**
 * Waits until the rows of a projection hold everything up to a position, whichever process saves them: of every customer, or
 * with a stream, of that one; where the group is split, other partitions may then still be behind. With a stream, also makes
 * sure that its events are not waiting there: a checkpoint goes on beyond a parked stream.
 */
export const reach =
  (
    store: ReadModelStore,
    projection: string,
    { position: token, timeout = defaultTimeout }: AtLeast,
    streamName?: string
  ): TaskEither<ReachFailure, void> =>
  async () => {
    const position = typeof token === 'string' ? parsePosition(token) : token
    if (position === undefined) return E.left({ type: 'InvalidToken' })
    const end = performance.now() + timeout
    let hints: WakeUp | undefined
    try {
      for (;;) {
        const moment = hints?.now() ?? 0
        const place = await placeOf(store, projection, streamName)
        if (E.isLeft(place)) return place
        const { group, checkpoint, isFrozen } = place.right
        const reached = checkpoint?.position
        if (reached !== undefined && comparePositions(reached, position) >= 0)
          return streamName === undefined ? E.right(undefined) : await mayBeParked(store, group, streamName, position)
        if (isFrozen) return E.left({ type: 'ProjectionFrozen', projection, reached })
        const left = end - performance.now()
        if (left <= 0) return E.left({ type: 'NotReached', projection, wanted: position, reached })
        // Who must wait listens first and then looks once more: a hint in between would be lost.
        if (hints === undefined) hints = wakeUp(store.saved$)
        else await firstValueFrom(hints.since(moment, Math.min(lookEvery, left)))
      }
    } finally {
      hints?.close()
    }
  }

const mayBeParked = async (
  store: ReadModelStore,
  group: string,
  streamName: string,
  position: Position
): Promise<E.Either<ReachFailure, void>> => {
  const progress = await store.progressOf(group, streamName)()
  if (E.isLeft(progress)) return progress
  const parked = progress.right?.parked
  return parked !== undefined && comparePositions(parked.position, position) <= 0
    ? E.left({ type: 'CustomerParked', streamName, parked })
    : E.right(undefined)
}
