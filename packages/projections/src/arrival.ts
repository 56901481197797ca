import type { StoredEvent, UndecodableEvent } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { PageKeys } from './read-model-store.js'
import { type StreamKind, streamKind } from './stream-kind.js'
import { subjectStream } from './tampering.js'

/** Reads a stored event as a fact. Total: whatever is stored, it answers. */
export type Decode<Recorded extends AnyRecordedEvent> = (stored: StoredEvent) => E.Either<UndecodableEvent, Recorded>

/** The keys that an event names in the tables of one projection, or why it could not name them. */
export type NamedKeys = Readonly<Record<string, ReadonlyArray<string> | undefined>> | Error

/** An event of a page: read, not yet judged. */
export interface Arrival<Recorded extends AnyRecordedEvent> {
  readonly stored: StoredEvent
  readonly kind: StreamKind
  /** Nothing for what is no event of ours: stream metadata, and the store's mark for a deleted stream. */
  readonly decoded: E.Either<UndecodableEvent, Recorded> | undefined
  /** For each projection, in the order given. Empty where nothing was decoded. */
  readonly keys: ReadonlyArray<NamedKeys>
}

export const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))

const namedKeys = <Recorded extends AnyRecordedEvent>(projection: Projection<Recorded>, event: Recorded): NamedKeys => {
  try {
    return projection.keysOf(event)
  } catch (thrown) {
    return toError(thrown)
  }
}

const arrivalOf = <Recorded extends AnyRecordedEvent>(
  stored: StoredEvent,
  decode: Decode<Recorded>,
  projections: ReadonlyArray<Projection<Recorded>>
): Arrival<Recorded> => {
  const kind = streamKind(stored.streamName)
  const ours = (kind === 'customer' || kind === 'attempt') && stored.type !== '$streamDeleted'
  const decoded = ours ? decode(stored) : undefined
  const keys =
    decoded !== undefined && E.isRight(decoded) ? projections.map((one) => namedKeys(one, decoded.right)) : []
  return { stored, kind, decoded, keys }
}

/** Decodes a page and asks each projection which rows its events may read. */
export const arrivalsOf = <Recorded extends AnyRecordedEvent>(
  events: ReadonlyArray<StoredEvent>,
  decode: Decode<Recorded>,
  projections: ReadonlyArray<Projection<Recorded>>
): ReadonlyArray<Arrival<Recorded>> => events.map((stored) => arrivalOf(stored, decode, projections))

/** Everything that a page needs from the store, each stream and each key once. */
export const keysOfPage = <Recorded extends AnyRecordedEvent>(
  arrivals: ReadonlyArray<Arrival<Recorded>>,
  projections: ReadonlyArray<Projection<Recorded>>
): PageKeys => {
  const streams = new Set<string>()
  const rows = projections.flatMap((projection, index) =>
    Object.entries(projection.tables)
      .filter(([, declared]) => declared.kind !== 'log')
      .map(([table]) => ({ projection, index, table, keys: new Set<string>() }))
  )
  for (const { stored, kind, keys } of arrivals) {
    if (kind !== 'other') streams.add(subjectStream(stored.streamName, kind))
    if (keys.length === 0) continue
    for (const slot of rows) {
      const named = keys[slot.index]
      if (named === undefined || named instanceof Error) continue
      for (const key of named[slot.table] ?? []) slot.keys.add(key)
    }
  }
  return {
    streams: [...streams],
    rows: rows.map(({ projection, table, keys }) => ({ projection, table, keys: [...keys] }))
  }
}
