import {
  type Json,
  type Position,
  position,
  revision,
  type StoredEvent,
  type StreamName
} from '@accountable/domain/kernel'
import { type Observable, Subject } from 'rxjs'
import type { PreparedEvent } from '../prepare-append.js'

/** One log in memory, seen by an event store and by an event feed. */
export interface InMemoryLog {
  /** Every record, in the order of the log. */
  readonly records: ReadonlyArray<StoredEvent>
  readonly stream: (streamName: string) => ReadonlyArray<StoredEvent>
  readonly deletion: (streamName: string) => 'soft' | 'tombstone' | undefined
  /** Emits each record once it can be read. */
  readonly stored$: Observable<StoredEvent>
  /** Stores the events as given: expectations are the event store's affair. */
  readonly store: (streamName: string, events: ReadonlyArray<PreparedEvent>) => void
  /** Deletes a stream as an operator of EventStoreDB would: `$tb` in its metadata, or a `$streamDeleted` event. */
  readonly deleteStream: (streamName: StreamName, kind: 'soft' | 'tombstone') => void
}

/** The revision of a tombstone; a soft deletion writes it into `$tb`, where `JSON.parse` rounds it. */
const last = 9223372036854775807n

const freeze = (value: Json): Json => {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) freeze(member)
    Object.freeze(value)
  }
  return value
}

/** Frozen all the way down, so that readers may share it. */
const parse = (text: string): Json => freeze(JSON.parse(text) as Json)

const systemEvent = (type: string, data: Json): PreparedEvent => ({
  eventId: crypto.randomUUID(),
  type,
  data: JSON.stringify(data),
  metadata: '{}'
})

/** An empty log. `clock` answers milliseconds since 1970. */
export const createInMemoryLog = ({ clock = Date.now }: { readonly clock?: () => number } = {}): InMemoryLog => {
  const records: Array<StoredEvent> = []
  const streams = new Map<string, Array<StoredEvent>>()
  const deletions = new Map<string, 'soft' | 'tombstone'>()
  const stored = new Subject<StoredEvent>()
  let end = 0n

  // Byte offsets, as a real log has them: nobody may count on positions being dense.
  const nextPosition = (event: PreparedEvent): Position => {
    end += BigInt(64 + event.data.length + event.metadata.length)
    return position(end, end)
  }

  const store = (streamName: string, events: ReadonlyArray<PreparedEvent>, first?: bigint): void => {
    const stream = streams.get(streamName) ?? []
    streams.set(streamName, stream)
    const next = first ?? BigInt(stream.length)
    const added = events.map((event, index): StoredEvent => {
      return Object.freeze({
        streamName,
        revision: revision(next + BigInt(index)),
        position: Object.freeze(nextPosition(event)),
        eventId: event.eventId,
        type: event.type,
        created: clock(),
        data: parse(event.data),
        metadata: parse(event.metadata)
      })
    })
    stream.push(...added)
    records.push(...added)
    for (const record of added) stored.next(record)
  }

  return {
    records,
    stream: (streamName) => streams.get(streamName) ?? [],
    deletion: (streamName) => deletions.get(streamName),
    stored$: stored.asObservable(),
    store,
    deleteStream: (streamName, kind) => {
      deletions.set(streamName, kind)
      if (kind === 'soft') store(`$$${streamName}`, [systemEvent('$metadata', { $tb: Number(last) })])
      else store(streamName, [systemEvent('$streamDeleted', {})], last)
    }
  }
}
