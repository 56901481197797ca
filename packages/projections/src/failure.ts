import type { NewerEvent, Position, StoredEvent } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Checkpoint } from './checkpoint.js'
import type { FeedUnavailable } from './event-feed.js'
import type {
  CheckpointConflict,
  PartitionedOtherwise,
  ReadModelsRefused,
  ReadModelsUnavailable
} from './read-model-store.js'

/** The checkpoint was made over another store, or over one that has since lost events. Waiting would not help. */
export interface CheckpointNotOfThisStore {
  readonly type: 'CheckpointNotOfThisStore'
  readonly group: string
  readonly position: Position
  readonly cause: 'EventMissing' | 'OtherEvent' | 'BeyondTheEnd'
}

/** An event that only a newer version of this code can read; everything before it is saved. Deploy that version. */
export interface UpgradeRequired {
  readonly type: 'UpgradeRequired'
  readonly group: string
  readonly event: NewerEvent
  readonly position: Position
}

/** A defect, of this library or of a port behind it. Everything up to the checkpoint is saved. */
export interface EngineFailed {
  readonly type: 'EngineFailed'
  readonly group: string
  readonly message: string
}

/** Why an engine ended by itself. */
export type EngineStop = CheckpointNotOfThisStore | UpgradeRequired | PartitionedOtherwise | EngineFailed

/** Why an engine is not running any more. */
export type StopReason = EngineStop | { readonly type: 'StopAsked' }

/** It may be over soon: the engine goes back to the stored checkpoint and tries again. */
export class TransientFailure extends Error {}

/** Somebody else saved in this group, as a replay does: an engine begins again from what is stored, at once; it did not fail. */
export class MovedOn extends TransientFailure {
  constructor(group: string) {
    super(`somebody else saved in group ${group}`)
  }
}

/** Another owner has the group; it is tried again, and it is no failure. */
export class Standby extends Error {
  /** Where the group is, if that was looked at. */
  readonly checkpoint: Checkpoint | undefined
  constructor(checkpoint?: Checkpoint) {
    super()
    this.checkpoint = checkpoint
  }
}

/** It will not be over without somebody: the engine stops at its checkpoint. */
export class FatalFailure extends Error {
  readonly stop: EngineStop
  constructor(stop: EngineStop) {
    super(stop.type)
    this.stop = stop
  }
}

/** An event is newer than this code: the group stops before it. */
export const upgradeRequired = (
  group: string,
  { event, stored }: { readonly event: NewerEvent; readonly stored: StoredEvent }
): FatalFailure => new FatalFailure({ type: 'UpgradeRequired', group, event, position: stored.position })

/** The store cannot keep what some event of a page was made into: the end, unless that event is found and its stream parked. */
export class RowsRefused extends FatalFailure {
  constructor(group: string, message: string) {
    super({ type: 'EngineFailed', group, message })
    this.message = message
  }
}

type PortFailure =
  | FeedUnavailable
  | ReadModelsUnavailable
  | ReadModelsRefused
  | CheckpointConflict
  | PartitionedOtherwise

const describe = (failure: Exclude<PortFailure, PartitionedOtherwise>): string =>
  failure.type === 'CheckpointConflict'
    ? `another engine went on with group ${failure.group}`
    : `${failure.type}: ${failure.message}`

/**
 * A port's answer. Whatever a port fails with, going back to the checkpoint is right: a TransientFailure; unless the store says
 * that it would not help: RowsRefused, or a FatalFailure.
 */
export const answerOf = async <A>(task: TaskEither<PortFailure, A>): Promise<A> => {
  const answer = await task()
  if (E.isRight(answer)) return answer.right
  const failure = answer.left
  if (failure.type === 'PartitionedOtherwise') throw new FatalFailure(failure)
  if (failure.type !== 'ReadModelsRefused') throw new TransientFailure(describe(failure))
  const { group, message } = failure
  throw failure.cause === 'rows'
    ? new RowsRefused(group, message)
    : new FatalFailure({ type: 'EngineFailed', group, message })
}
