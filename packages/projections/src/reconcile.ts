import { comparePositions, type Position } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { EventFeed } from './event-feed.js'
import { partitionOf, partitionsOf } from './partition.js'
import type { ReadModelStore } from './read-model-store.js'
import { streamKind } from './stream-kind.js'

/** A customer's stream of which a read model has not handled what the log holds. */
export interface Miscount {
  readonly streamName: string
  /** Events in the log, up to the checkpoint. */
  readonly stored: number
  /** Events that the group says it has handled. */
  readonly handled: number
  readonly parked: boolean
}

export interface Reconciliation {
  readonly streams: number
  readonly events: number
  readonly miscounts: ReadonlyArray<Miscount>
}

const pageSize = 1000

const orThrow = <A>(either: E.Either<{ readonly type: string; readonly message?: string }, A>): A => {
  if (E.isLeft(either)) throw new Error(either.left.message ?? either.left.type)
  return either.right
}

/** Where a group is in the log: for each stream the checkpoint of its partition. */
interface Reached {
  readonly furthest: Position
  readonly includes: (streamName: string, position: Position) => boolean
}

const reachedBy = async (store: ReadModelStore, group: string): Promise<Reached | undefined> => {
  const of = orThrow(await store.partitions(group)())
  if (of === undefined) return undefined
  const checkpoints = await Promise.all(
    partitionsOf(of).map(async (one) => orThrow(await store.checkpointOf(group, one)())?.position)
  )
  const furthest = checkpoints.reduce((a, b) => (a && (b === undefined || comparePositions(a, b) > 0) ? a : b))
  if (furthest === undefined) return undefined
  const includes: Reached['includes'] = (streamName, position) => {
    const end = checkpoints[partitionOf(streamName, of).index]
    return end !== undefined && comparePositions(position, end) <= 0
  }
  return { furthest, includes }
}

const count = async (feed: EventFeed, { furthest, includes }: Reached): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>()
  let after: Position | undefined
  for (;;) {
    const page = orThrow(await feed.readAll(after, pageSize)())
    for (const { streamName, position, type } of page.events)
      if (streamKind(streamName) === 'customer' && type !== '$streamDeleted' && includes(streamName, position))
        counts.set(streamName, (counts.get(streamName) ?? 0) + 1)
    if (page.readUpTo === undefined || comparePositions(page.readUpTo, furthest) >= 0) return counts
    after = page.readUpTo
  }
}

/**
 * Counts the events of every customer's stream in the log, up to a group's checkpoint (of the stream's partition, where the group
 * is split), against what the group handled: the proof that nothing is missing and nothing was doubled. Reads the whole log; its
 * memory is a number for each stream. The group should not be moving meanwhile. Rejects where the feed or the store does not
 * answer.
 */
export const reconcile = async (feed: EventFeed, store: ReadModelStore, group: string): Promise<Reconciliation> => {
  const reached = await reachedBy(store, group)
  if (reached === undefined) return { streams: 0, events: 0, miscounts: [] }
  const counts = new Map(await count(feed, reached))
  const streams = counts.size
  const events = [...counts.values()].reduce((sum, one) => sum + one, 0)
  const miscounts: Miscount[] = []
  let last: string | undefined
  for (;;) {
    const page = orThrow(await store.streams(group, last, pageSize)())
    for (const [streamName, progress] of page) {
      last = streamName
      if (streamKind(streamName) !== 'customer') continue
      const stored = counts.get(streamName) ?? 0
      const handled = progress.last === undefined ? 0 : Number(progress.last.revision) + 1
      if (stored !== handled) miscounts.push({ streamName, stored, handled, parked: progress.parked !== undefined })
      counts.delete(streamName)
    }
    if (page.size < pageSize) break
  }
  for (const [streamName, stored] of counts) miscounts.push({ streamName, stored, handled: 0, parked: false })
  return { streams, events, miscounts }
}
