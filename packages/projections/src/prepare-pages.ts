import { comparePositions, type Position, type StoredEvent } from '@accountable/domain/kernel'
import { type Arrival, arrivalsIn, type Decode } from './arrival.js'
import type { Checkpoint } from './checkpoint.js'
import type { FeedPage } from './event-feed.js'
import { answerOf } from './failure.js'
import { type FoldedPages, foldPages } from './fold-pages.js'
import { handles, type Partition, whole } from './partition.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { ReadModelStore } from './read-model-store.js'
import type { RowMemory } from './row-memory.js'

/** Pages that were read and folded. Nothing of them is saved. */
export interface PreparedPages {
  readonly folded: FoldedPages
  /** The store's time of the first event. */
  readonly oldest: number
  /** How many events; those from one on that is newer than this code are left out. */
  readonly events: number
  /** The checkpoint to save it with; nothing where its very first event is newer. */
  readonly checkpoint: Checkpoint | undefined
}

/** What pages are folded with. */
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

/** Pages on their way to one save. */
export interface Preparation {
  /** Folds the partition's events up to `readUpTo`, on what the memory knows and the store adds. @throws TransientFailure */
  readonly add: (page: Pick<FeedPage, 'events'>, readUpTo: Position) => Promise<void>
  /** False once an event turned out to be newer than this code: nothing behind it is to be read. */
  readonly goesOn: () => boolean
  /** What to save; nothing where no event of the partition lies behind the checkpoint. */
  readonly finish: () => PreparedPages | undefined
}

/** Events between two turns of the event loop: less than a millisecond of work, since a store at work waits for each turn. */
const sliceLength = 32

const slices = <A>(all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / sliceLength) }, (_, index) =>
    all.slice(index * sliceLength, (index + 1) * sliceLength)
  )

/**
 * Begins with what comes behind `after`, the checkpoint that will be there when this is saved. `turn` is called between slices
 * of the work, and may let others have a turn.
 */
export const preparePages = <Recorded extends AnyRecordedEvent>(
  { group, partition = whole, store, decode, projections }: PageWork<Recorded>,
  memory: RowMemory,
  after: Checkpoint | undefined,
  turn: () => Promise<void> | undefined = () => undefined
): Preparation => {
  const read = arrivalsIn(memory, decode, projections)
  const fold = foldPages(projections)
  let oldest: number | undefined
  let end = after?.position
  let events = 0
  let goesOn = true

  const load = async (): Promise<void> => {
    const missing = memory.missing()
    if (missing !== undefined) memory.learn(await answerOf(store.loadPage(group, missing)))
  }

  /** What is read is folded at once, until there is something to load: then the rest of the page is read first, to load it all. */
  const foldSlices = async (fresh: ReadonlyArray<StoredEvent>): Promise<number> => {
    let handled = 0
    let waiting: ReadonlyArray<Arrival<Recorded>>[] = []
    const foldWaiting = async (): Promise<boolean> => {
      for (const some of waiting) {
        const taken = fold.take(some)
        handled += taken
        if (taken < some.length) return false
        await turn()
      }
      waiting = []
      return true
    }
    for (const some of slices(fresh)) {
      waiting.push(read(some))
      await turn()
      if (memory.missing() === undefined && !(await foldWaiting())) return handled
    }
    await load()
    await foldWaiting()
    return handled
  }

  return {
    add: async (page, readUpTo) => {
      const fresh = page.events.filter(
        ({ position, streamName }) =>
          comparePositions(position, readUpTo) <= 0 &&
          (end === undefined || comparePositions(position, end) > 0) &&
          handles(partition, streamName)
      )
      const handled = await foldSlices(fresh)
      goesOn = handled === fresh.length
      events += handled
      oldest ??= fresh[0]?.created
      end = goesOn ? readUpTo : (fresh[handled - 1]?.position ?? end)
    },
    goesOn: () => goesOn,
    finish: () => {
      if (oldest === undefined) return undefined
      const folded = fold.finish()
      const checkpoint = events === 0 || end === undefined ? undefined : following(after, end, folded.landmark)
      return { folded, oldest, events, checkpoint }
    }
  }
}
