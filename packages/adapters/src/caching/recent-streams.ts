import type { StoredEvent } from '@accountable/domain/kernel'
import { freezeAndMeasure } from './freeze-and-measure.js'

/** Events of one stream that follow each other without a gap; none where it was found empty. */
interface KnownStream {
  readonly events: ReadonlyArray<StoredEvent>
  readonly bytes: number
  /** When they were found, in milliseconds of `performance.now()`. */
  readonly since: number
}

/** What remembering a stream takes, besides its events. */
const perStream = 200

/** Streams in the order of their last use, the longest unused dropped first when they take too much memory. */
export interface RecentStreams {
  readonly get: (streamName: string) => KnownStream | undefined
  readonly set: (streamName: string, events: ReadonlyArray<StoredEvent>) => void
  readonly drop: (streamName: string) => void
  /** Estimated bytes that are held now. */
  readonly size: () => number
}

export const createRecentStreams = (maxBytes: number): RecentStreams => {
  const streams = new Map<string, KnownStream>()
  const measured = new WeakMap<StoredEvent, number>()
  let held = 0

  const bytesOf = (event: StoredEvent): number => {
    const known = measured.get(event)
    if (known !== undefined) return known
    const bytes = freezeAndMeasure(event)
    measured.set(event, bytes)
    return bytes
  }

  const drop = (streamName: string): void => {
    held -= streams.get(streamName)?.bytes ?? 0
    streams.delete(streamName)
  }

  return {
    size: () => held,
    drop,
    get: (streamName) => {
      const known = streams.get(streamName)
      if (known === undefined) return undefined
      streams.delete(streamName)
      streams.set(streamName, known) // the last one now
      return known
    },
    set: (streamName, events) => {
      drop(streamName)
      const bytes = events.reduce((sum, event) => sum + bytesOf(event), perStream + 2 * streamName.length)
      if (bytes > maxBytes) return
      streams.set(streamName, { events, bytes, since: performance.now() })
      held += bytes
      for (const oldest of streams.keys()) {
        if (held <= maxBytes) return
        drop(oldest)
      }
    }
  }
}
