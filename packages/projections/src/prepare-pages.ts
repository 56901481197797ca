import { comparePositions, type Position, type StoredEvent } from '@accountable/domain/kernel'
import { type Arrival, arrivalsIn, type Decode } from './arrival.js'
import type { Checkpoint } from './checkpoint.js'
import type { EngineSignal } from './engine-signal.js'
import { answerOf } from './failure.js'
import { type FoldedPages, foldPages } from './fold-pages.js'
import { handles, type Partition, whole } from './partition.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { ReadModelStore } from './read-model-store.js'
import type { RowMemory } from './row-memory.js'

/** Pages that were read and folded. Nothing of them is saved. */
export interface PreparedPages {
  readonly folded: FoldedPages
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
  /** Hears of the first event as soon as it is read: what is loaded, folded and saved may take long, or fail. */
  readonly tell: (signal: EngineSignal) => void
}

/** The checkpoint that follows another one. */
export const following = (
  before: Checkpoint | undefined,
  position: Position,
  landmark = before?.landmark
): Checkpoint => ({ sequence: (before?.sequence ?? 0) + 1, position, landmark })

/** Pages on their way to one save. */
export interface Preparation {
  /**
   * Folds the partition's events up to `readUpTo`, on what the memory knows and the store adds. It takes them one by one and lets
   * each go as it folds it: they are large, and V8's young collections copy what is still held. @throws TransientFailure
   */
  readonly add: (page: Iterable<StoredEvent>, readUpTo: Position) => Promise<void>
  /** False once an event turned out to be newer than this code: nothing behind it is to be read. */
  readonly goesOn: () => boolean
  /** Whether events of other partitions were among them. */
  readonly leavesOthers: () => boolean
  /** What to save; nothing where no event of the partition lies behind the checkpoint. */
  readonly finish: () => PreparedPages | undefined
}

/** Events between two turns of the event loop: less than a millisecond of work, since a store at work waits for each turn. */
const sliceLength = 16

/**
 * Begins with what comes behind `after`, the checkpoint that will be there when this is saved. `turn` is called between slices
 * of the work, and may let others have a turn.
 */
export const preparePages = <Recorded extends AnyRecordedEvent>(
  { group, partition = whole, store, decode, projections, tell }: PageWork<Recorded>,
  memory: RowMemory,
  after: Checkpoint | undefined,
  turn: () => Promise<void> | undefined = () => undefined
): Preparation => {
  const read = arrivalsIn(memory, decode, projections)
  const fold = foldPages(projections)
  let isEmpty = true
  let end = after?.position
  let events = 0
  let goesOn = true
  let leavesOthers = false

  const load = async (): Promise<void> => {
    const missing = memory.missing()
    if (missing !== undefined) memory.learn(await answerOf(store.loadPage(group, missing)))
  }

  const foldOne = (arrival: Arrival<Recorded>): void => {
    if (!goesOn) return
    goesOn = fold.take(arrival)
    if (!goesOn) return
    events++
    end = arrival.stored.position
  }

  /**
   * Of a page, which is in the order of the log, the partition's events behind `start` and not behind `readUpTo`. Each is folded as
   * soon as it is read, while the processor has what was read of it at hand; until there is something to load: then the rest of
   * the page is read first, to load it all.
   */
  const foldAll = async (page: Iterable<StoredEvent>, start: Position | undefined, readUpTo: Position) => {
    const waiting: Arrival<Recorded>[] = []
    let isBehind = start === undefined
    let sinceTurn = 0
    for (const stored of page) {
      isBehind ||= start !== undefined && comparePositions(stored.position, start) > 0
      if (!isBehind) continue
      if (comparePositions(stored.position, readUpTo) > 0) break
      if (!handles(partition, stored.streamName)) {
        leavesOthers = true
        continue
      }
      if (isEmpty) tell({ type: 'read', position: stored.position, oldest: stored.created })
      isEmpty = false
      const arrival = read(stored)
      if (waiting.length === 0 && memory.isComplete()) foldOne(arrival)
      else waiting.push(arrival)
      if (!goesOn) return
      if (++sinceTurn < sliceLength) continue
      sinceTurn = 0
      await turn()
    }
    if (waiting.length === 0) return
    await load()
    while (waiting.length > 0) {
      for (const arrival of waiting.splice(0, sliceLength)) foldOne(arrival)
      await turn()
      if (!goesOn) return
    }
  }

  return {
    add: async (page, readUpTo) => {
      await foldAll(page, end, readUpTo)
      if (goesOn) end = readUpTo
    },
    goesOn: () => goesOn,
    leavesOthers: () => leavesOthers,
    finish: () => {
      if (isEmpty) return undefined
      const folded = fold.finish()
      const checkpoint = events === 0 || end === undefined ? undefined : following(after, end, folded.landmark)
      return { folded, events, checkpoint }
    }
  }
}
