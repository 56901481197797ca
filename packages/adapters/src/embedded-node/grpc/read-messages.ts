import { shared, streams } from './messages.js'

export interface Checkpoint {
  readonly commit: number
  /** The commit position again, or 0 where only the place in the log is meant. */
  readonly prepare: number
}

const bytes = (message: streams.ReadResp): Buffer => Buffer.from(message.serializeBinary())

export const confirmation = (id: string): Buffer =>
  bytes(new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(id)))

export const checkpointReached = ({ commit, prepare }: Checkpoint): Buffer =>
  bytes(
    new streams.ReadResp().setCheckpoint(
      new streams.ReadResp.Checkpoint().setCommitPosition(String(commit)).setPreparePosition(String(prepare))
    )
  )

export const CAUGHT_UP = bytes(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()))

export const streamNotFound = (stream: string): Buffer =>
  bytes(
    new streams.ReadResp().setStreamNotFound(
      new streams.ReadResp.StreamNotFound().setStreamIdentifier(
        new shared.StreamIdentifier().setStreamName(Buffer.from(stream))
      )
    )
  )

/** Tells the bounds of a stream to readers that say that they understand it. */
export const firstRevision = (revision: number): Buffer =>
  bytes(new streams.ReadResp().setFirstStreamPosition(String(revision)))
export const lastRevision = (revision: number): Buffer =>
  bytes(new streams.ReadResp().setLastStreamPosition(String(revision)))
