import type { StoredEvent, UndecodableEvent } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { RowMemory, Slot } from './row-memory.js'
import type { RowVersion } from './row-version.js'
import { type StreamKind, streamKind } from './stream-kind.js'
import type { StreamProgress } from './stream-progress.js'
import { subjectStream } from './tampering.js'

/** Reads a stored event as a fact. Total: whatever is stored, it answers. */
export type Decode<Recorded extends AnyRecordedEvent> = (stored: StoredEvent) => E.Either<UndecodableEvent, Recorded>

/** An event of a page: read, not yet judged. */
export interface Arrival<Recorded extends AnyRecordedEvent> {
  readonly stored: StoredEvent
  readonly kind: StreamKind
  /** Nothing for what is no event of ours: stream metadata, and the store's mark for a deleted stream. */
  readonly decoded: E.Either<UndecodableEvent, Recorded> | undefined
  /** Of the stream that it tells of; nothing for one that nobody asked for. */
  readonly progress: Slot<StreamProgress> | undefined
  /** What it named in each table of each projection, in their order. Empty where nothing was decoded, short where one is `unnamed`. */
  readonly rows: ReadonlyArray<ReadonlyArray<Slot<RowVersion>>>
  /** Why projections could not name theirs. */
  readonly unnamed: ReadonlyMap<string, Error> | undefined
}

export const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))

const none: ReadonlyArray<never> = []

/**
 * Decodes events and asks each projection which rows they may read. What the memory does not know of these must be loaded before
 * the events can be folded.
 */
export const arrivalsIn = <Recorded extends AnyRecordedEvent>(
  memory: RowMemory,
  decode: Decode<Recorded>,
  projections: ReadonlyArray<Projection<Recorded>>
): ((events: ReadonlyArray<StoredEvent>) => ReadonlyArray<Arrival<Recorded>>) => {
  const members = projections.map((projection) => ({
    projection,
    tables: Object.entries(projection.tables).map(([name, { kind }]) => ({
      name,
      slots: kind === 'log' ? undefined : memory.rows(projection, name)
    }))
  }))

  const decodedArrival = (arrival: Omit<Arrival<Recorded>, 'rows' | 'unnamed'>, event: Recorded): Arrival<Recorded> => {
    const rows: ReadonlyArray<Slot<RowVersion>>[] = []
    let unnamed: Map<string, Error> | undefined
    for (const { projection, tables } of members) {
      try {
        const keys: Readonly<Record<string, ReadonlyArray<string> | undefined>> = projection.keysOf(event)
        for (const { name, slots } of tables) {
          const named = keys[name]
          if (slots === undefined || named === undefined) rows.push(none)
          else rows.push(named.length === 1 ? [slots.at(named[0] ?? '')] : named.map(slots.at))
        }
      } catch (thrown) {
        unnamed ??= new Map()
        unnamed.set(projection.name, toError(thrown))
      }
    }
    const { stored, kind, decoded, progress } = arrival
    return { stored, kind, decoded, progress, rows, unnamed }
  }

  const arrivalOf = (stored: StoredEvent): Arrival<Recorded> => {
    const kind = streamKind(stored.streamName)
    const ours = (kind === 'customer' || kind === 'attempt') && stored.type !== '$streamDeleted'
    const decoded = ours ? decode(stored) : undefined
    const progress = kind === 'other' ? undefined : memory.streams.at(subjectStream(stored.streamName, kind))
    return decoded !== undefined && E.isRight(decoded)
      ? decodedArrival({ stored, kind, decoded, progress }, decoded.right)
      : { stored, kind, decoded, progress, rows: none, unnamed: undefined }
  }
  return (events) => events.map(arrivalOf)
}
