import { comparePositions, type Position, type StoredEvent } from '@accountable/domain/kernel'
import type { EventFeed } from './event-feed.js'
import { orThrow } from './or-throw.js'
import { partitionOf, partitionsOf } from './partition.js'
import type { ReadModelStore } from './read-model-store.js'
import { type StreamKind, streamKind } from './stream-kind.js'

const pageSize = 1000

/** Where a group is in the log: for each stream the checkpoint of its partition. */
export interface Reached {
  readonly furthest: Position
  /** Nothing where a partition has no checkpoint yet. */
  readonly slowest: Position | undefined
  readonly includes: (streamName: string, position: Position) => boolean
}

/** Nothing before the group's first checkpoint. */
export const reachedBy = async (store: ReadModelStore, group: string): Promise<Reached | undefined> => {
  const of = orThrow(await store.partitions(group)())
  if (of === undefined) return undefined
  const checkpoints = await Promise.all(
    partitionsOf(of).map(async (one) => orThrow(await store.checkpointOf(group, one)())?.position)
  )
  const furthest = checkpoints.reduce((a, b) => (a && (b === undefined || comparePositions(a, b) > 0) ? a : b))
  if (furthest === undefined) return undefined
  const slowest = checkpoints.reduce((a, b) => (a && b && comparePositions(a, b) > 0 ? b : a && b && a))
  const includes: Reached['includes'] = (streamName, position) => {
    const end = checkpoints[partitionOf(streamName, of).index]
    return end !== undefined && comparePositions(position, end) <= 0
  }
  return { furthest, slowest, includes }
}

const isAsked = (kind: StreamKind): boolean => kind === 'customer' || kind === 'attempt'

/** Every event of customers and of their attempts up to the checkpoint, behind `since`, one after another. */
export async function* handledEvents(
  feed: EventFeed,
  { furthest, includes }: Reached,
  since?: Position
): AsyncGenerator<StoredEvent> {
  let after = since
  for (;;) {
    const page = orThrow(await feed.readAll(after, pageSize)())
    for (const stored of page.events) {
      const isEvent = isAsked(streamKind(stored.streamName)) && stored.type !== '$streamDeleted'
      if (isEvent && includes(stored.streamName, stored.position)) yield stored
    }
    if (page.readUpTo === undefined || comparePositions(page.readUpTo, furthest) >= 0) return
    after = page.readUpTo
  }
}
