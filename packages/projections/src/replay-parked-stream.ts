import type { EventStore } from '@accountable/domain/application'
import { comparePositions, revision, type StoredEvent, type StreamName } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { arrivalsIn, type Decode } from './arrival.js'
import type { Checkpoint } from './checkpoint.js'
import { foldPages } from './fold-pages.js'
import { partitionOf } from './partition.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { ReadModelStore } from './read-model-store.js'
import { rowMemory } from './row-memory.js'
import { type Parked, untouched } from './stream-progress.js'

export interface ParkedStreamReplay<Recorded extends AnyRecordedEvent> {
  readonly group: string
  readonly streamName: StreamName
  readonly store: ReadModelStore
  readonly eventStore: Pick<EventStore, 'readStream'>
  readonly decode: Decode<Recorded>
  /** The members of the group, with today's code. */
  readonly projections: ReadonlyArray<Projection<Recorded>>
}

/** What became of a replay. Where it failed nothing has changed, and it can be tried again. */
export type ReplayOutcome =
  | { readonly outcome: 'notParked' }
  | { readonly outcome: 'replayed'; readonly events: number }
  /** Some events may have been handled; the stream waits at another one, or at the same one still. */
  | { readonly outcome: 'stillParked'; readonly events: number; readonly parked: Parked }
  | { readonly outcome: 'failed'; readonly message: string }

const pageSize = 500
const tries = 50

class ReplayFailed extends Error {}

const orThrow = <A>(either: E.Either<{ readonly type: string; readonly message?: string }, A>): A => {
  if (E.isLeft(either)) throw new ReplayFailed(`${either.left.type} ${either.left.message ?? ''}`.trim())
  return either.right
}

/** The events of a stream that waited, up to where its group is; later ones will come to the engine by themselves. */
const waitingEvents = async (
  { eventStore, streamName }: Pick<ParkedStreamReplay<never>, 'eventStore' | 'streamName'>,
  parked: Parked,
  { position }: Checkpoint
): Promise<ReadonlyArray<StoredEvent>> => {
  const events: StoredEvent[] = []
  let from = parked.revision
  for (;;) {
    const page = orThrow(await eventStore.readStream(streamName, from, pageSize)())
    events.push(...page.filter((stored) => comparePositions(stored.position, position) <= 0))
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize || comparePositions(last.position, position) >= 0) return events
    from = revision(last.revision + 1n)
  }
}

/** One try. Undefined where the group's engine saved something meanwhile. */
const replay = async <Recorded extends AnyRecordedEvent>(
  parts: ParkedStreamReplay<Recorded>
): Promise<ReplayOutcome | undefined> => {
  const { group, streamName, store, decode, projections } = parts
  const partition = partitionOf(streamName, orThrow(await store.partitions(group)()) ?? 1)
  const checkpoint = orThrow(await store.checkpointOf(group, partition)())
  const before = orThrow(await store.progressOf(group, streamName)())
  if (checkpoint === undefined || before?.parked === undefined) return { outcome: 'notParked' }
  const memory = rowMemory(Number.POSITIVE_INFINITY)
  const events = await waitingEvents(parts, before.parked, checkpoint)
  const arrivals = events.map(arrivalsIn(memory, decode, projections))
  const going = { ...before, parked: undefined }
  const missing = memory.missing()
  if (missing !== undefined) memory.learn(orThrow(await store.loadPage(group, missing)()))
  const { progress } = memory.stream(streamName)
  if (progress !== undefined) progress.value = going
  const fold = foldPages(projections)
  for (const arrival of arrivals) if (!fold.take(arrival)) return { outcome: 'failed', message: 'UpgradeRequired' }
  const folded = fold.finish()
  const after = folded.progress.find(([name]) => name === streamName)?.[1] ?? { ...untouched, ...going }
  const save = {
    group,
    partition,
    after: checkpoint,
    checkpoint: { ...checkpoint, sequence: checkpoint.sequence + 1 },
    progress: [[streamName, after]] as const,
    tables: folded.tables
  }
  const saved = await store.save(save)()
  if (E.isLeft(saved) && saved.left.type === 'CheckpointConflict') return undefined
  orThrow(saved)
  const { parked } = after
  if (parked === undefined) return { outcome: 'replayed', events: arrivals.length }
  return {
    outcome: 'stillParked',
    parked,
    events: arrivals.findIndex(({ stored }) => stored.eventId === parked.eventId)
  }
}

/**
 * Handles what a parked stream missed, with today's code, in one transaction; its engine may be running. Rows that several
 * streams share see these events now and not where they once were; a rebuild puts them in their place.
 */
export const replayParkedStream = async <Recorded extends AnyRecordedEvent>(
  parts: ParkedStreamReplay<Recorded>
): Promise<ReplayOutcome> => {
  try {
    for (let count = 0; count < tries; count++) {
      const outcome = await replay(parts)
      if (outcome !== undefined) return outcome
    }
    return { outcome: 'failed', message: 'the engine kept saving; try again' }
  } catch (thrown) {
    if (thrown instanceof ReplayFailed) return { outcome: 'failed', message: thrown.message }
    throw thrown
  }
}
