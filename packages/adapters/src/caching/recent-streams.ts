import type { StoredEvent } from '@accountable/domain/kernel'
import { freezeAndMeasure } from './freeze-and-measure.js'

/** Events of one stream that follow each other without a gap. */
interface KnownStream {
  readonly events: ReadonlyArray<StoredEvent>
  readonly bytes: number
}

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
      const bytes = events.reduce((sum, event) => sum + bytesOf(event), 0)
      if (bytes > maxBytes || events.length === 0) return
      streams.set(streamName, { events, bytes })
      held += bytes
      for (const oldest of streams.keys()) {
        if (held <= maxBytes) return
        drop(oldest)
      }
    }
  }
}
