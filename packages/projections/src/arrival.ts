import type { StoredEvent, UndecodableEvent } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { type AnyRecordedEvent, nothing, type Projection } from './projection.js'
import type { KnownStream, RowMemory, Slot } from './row-memory.js'
import type { RowVersion } from './row-version.js'
import type { StreamOwner } from './stream-owner.js'

/**
 * Reads a stored event as a fact. Total: whatever is stored, it answers. The engine tells whose stream the event is in, with one
 * object for all events of a stream, so that nobody need take the name apart again. Others who decode may leave it out, and so
 * write `events.map((stored) => decode(stored))`.
 */
export type Decode<Recorded extends AnyRecordedEvent> = (
  stored: StoredEvent,
  owner?: StreamOwner
) => E.Either<UndecodableEvent, Recorded>

/** The rows that an event named in one table: mostly one, and then it stands for itself. */
export type NamedRows = Slot<RowVersion> | ReadonlyArray<Slot<RowVersion>> | undefined

/** An event of a page: read, not yet judged. */
export interface Arrival<Recorded extends AnyRecordedEvent> {
  readonly stored: StoredEvent
  readonly stream: KnownStream
  /** Nothing for what is no event of ours: stream metadata, and the store's mark for a deleted stream. */
  readonly decoded: E.Either<UndecodableEvent, Recorded> | undefined
  /** What it named in each table of each projection, in their order. Empty where nothing was decoded. */
  readonly rows: ReadonlyArray<NamedRows>
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
): ((stored: StoredEvent) => Arrival<Recorded>) => {
  let places = 0
  const members = projections.map((projection) => ({
    projection,
    /** The tables that have keys, each with its place among all. */
    keyed: Object.entries(projection.tables).flatMap(([name, { kind }]) => {
      const place = places++
      return kind === 'log' ? [] : [{ name, place, slots: memory.rows(projection, name) }]
    })
  }))
  const nothingNamed = Array.from({ length: places }, (): NamedRows => undefined)

  const decodedArrival = (stored: StoredEvent, stream: KnownStream, decoded: E.Right<Recorded>): Arrival<Recorded> => {
    const rows = nothingNamed.slice()
    let unnamed: Map<string, Error> | undefined
    for (const { projection, keyed } of members) {
      try {
        const keys: Readonly<Record<string, ReadonlyArray<string> | undefined>> = projection.keysOf(decoded.right)
        if (keys === nothing) continue
        for (const { name, place, slots } of keyed) {
          const named = keys[name]
          if (named !== undefined) rows[place] = named.length === 1 ? slots.at(named[0] ?? '') : named.map(slots.at)
        }
      } catch (thrown) {
        unnamed ??= new Map()
        unnamed.set(projection.name, toError(thrown))
      }
    }
    return { stored, stream, decoded, rows, unnamed }
  }

  return (stored) => {
    const stream = memory.stream(stored.streamName)
    const { kind } = stream
    const ours = (kind === 'customer' || kind === 'attempt') && stored.type !== '$streamDeleted'
    const decoded = ours ? decode(stored, stream.owner) : undefined
    return decoded !== undefined && E.isRight(decoded)
      ? decodedArrival(stored, stream, decoded)
      : { stored, stream, decoded, rows: none, unnamed: undefined }
  }
}
