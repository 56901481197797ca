import { comparePositions, type Position, type StoredEvent } from '@accountable/domain/kernel'
import { arrivalsOf, type Decode, keysOfPage } from './arrival.js'
import type { Checkpoint } from './checkpoint.js'
import type { FeedPage } from './event-feed.js'
import { answerOf } from './failure.js'
import { type FoldedPage, foldPage } from './fold-page.js'
import { handles, type Partition, whole } from './partition.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { ReadModelStore } from './read-model-store.js'
import type { RowMemory } from './row-memory.js'

/** A page that was read and folded. Nothing of it is saved. */
export interface PreparedPage {
  readonly folded: FoldedPage
  /** The store's time of its first event. */
  readonly oldest: number
  /** Its events; those from one on that is newer than this code are left out. */
  readonly events: ReadonlyArray<StoredEvent>
  /** The checkpoint to save it with; nothing where its very first event is newer. */
  readonly checkpoint: Checkpoint | undefined
}

/** What a page is folded with. */
export interface PageWork<Recorded extends AnyRecordedEvent> {
  readonly group: string
  readonly partition?: Partition
  readonly store: Pick<ReadModelStore, 'loadPage'>
  readonly decode: Decode<Recorded>
  readonly projections: ReadonlyArray<Projection<Recorded>>
}

/** The checkpoint that follows another one. */
export const following = (
  before: Checkpoint | undefined,
  position: Position,
  landmark = before?.landmark
): Checkpoint => ({ sequence: (before?.sequence ?? 0) + 1, position, landmark })

/**
 * Folds the partition's events of a page up to `readUpTo`, on what the memory knows and the store adds; nothing where no event lies behind
 * `after`, the checkpoint that will be there when this page is saved. @throws TransientFailure
 */
export const preparePage = async <Recorded extends AnyRecordedEvent>(
  { group, partition = whole, store, decode, projections }: PageWork<Recorded>,
  memory: RowMemory,
  { events }: Pick<FeedPage, 'events'>,
  readUpTo: Position,
  after: Checkpoint | undefined
): Promise<PreparedPage | undefined> => {
  const fresh = events.filter(
    ({ position, streamName }) =>
      comparePositions(position, readUpTo) <= 0 &&
      (after === undefined || comparePositions(position, after.position) > 0) &&
      handles(partition, streamName)
  )
  const [first] = fresh
  if (first === undefined) return undefined
  const arrivals = arrivalsOf(fresh, decode, projections)
  const keys = keysOfPage(arrivals, projections)
  const missing = memory.missing(keys)
  if (missing.streams.length > 0 || missing.rows.some((rows) => rows.keys.length > 0))
    memory.learn(missing, await answerOf(store.loadPage(group, missing)))
  const folded = foldPage(arrivals, projections, keys, memory.rows(keys))
  const handled = folded.newer === undefined ? fresh : fresh.slice(0, fresh.indexOf(folded.newer.stored))
  const upTo = folded.newer === undefined ? readUpTo : handled.at(-1)?.position
  return {
    folded,
    oldest: first.created,
    events: handled,
    checkpoint: upTo && following(after, upTo, folded.landmark)
  }
}
