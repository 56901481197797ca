import { comparePositions, type Position, parsePosition } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { firstValueFrom } from 'rxjs'
import { livePlaceOf } from './live-place.js'
import type { ReadModelStore, ReadModelsUnavailable } from './read-model-store.js'
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

/** A store is given so long for one look, in milliseconds, however little time is left: a timeout of 0 asks how it is now. */
const oneLook = 1000

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
    let reached: Position | undefined
    try {
      for (;;) {
        const moment = hints?.now() ?? 0
        const place = await livePlaceOf(store, projection, streamName, () => Math.max(end - performance.now(), oneLook))
        if (place === undefined) return E.left({ type: 'NotReached', projection, wanted: position, reached })
        if (E.isLeft(place)) return place
        const { group, checkpoint, isFrozen } = place.right
        reached = checkpoint?.position
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
