import { comparePositions, type Position } from '@accountable/domain/kernel'
import type { Checkpoint } from './checkpoint.js'
import type { EventFeed } from './event-feed.js'
import { answerOf, type CheckpointNotOfThisStore, FatalFailure } from './failure.js'

/**
 * Makes sure that a checkpoint is one of this store: a read model beside a store that was restored from a backup, or swapped
 * for another one, would otherwise wait silently for events that never come. @throws FatalFailure
 */
export const checkLanding = async (feed: EventFeed, group: string, checkpoint: Checkpoint): Promise<void> => {
  const refuse = (position: Position, cause: CheckpointNotOfThisStore['cause']): never => {
    throw new FatalFailure({ type: 'CheckpointNotOfThisStore', group, position, cause })
  }
  const head = await answerOf(feed.head())
  if (head === undefined || comparePositions(head.position, checkpoint.position) < 0)
    refuse(checkpoint.position, 'BeyondTheEnd')
  if (checkpoint.landmark === undefined) return
  const { position, eventId } = checkpoint.landmark
  const found = await answerOf(feed.readAt(position))
  if (found === undefined) refuse(position, 'EventMissing')
  if (found?.eventId !== eventId) refuse(position, 'OtherEvent')
}
