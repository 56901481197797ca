import type { EventLog } from '../storage/event-log.js'
import type { EventRecord } from '../storage/event-record.js'

/** What a stream's metadata says about which of its events are shown. The rest of it is kept and not looked at. */
export interface StreamMetadata {
  readonly maxCount?: number
  /** Seconds. */
  readonly maxAge?: number
  /** The first revision that is shown; SOFT_DELETED when the stream is deleted. */
  readonly truncateBefore?: number
}

/** 2^63 − 1 as the server writes it, and as JSON.parse reads it. */
export const SOFT_DELETED = 2 ** 63
export const SOFT_DELETED_JSON = '{"$tb":9223372036854775807}'

export const NO_METADATA: StreamMetadata = {}
/** A metastream shows its last event only. */
export const METADATA_OF_METASTREAM: StreamMetadata = { maxCount: 1 }

const METASTREAM = '$$'
export const metastreamOf = (stream: string): string => METASTREAM + stream
export const isMetastream = (stream: string): boolean => stream.startsWith(METASTREAM)
export const originalOf = (metastream: string): string => metastream.slice(METASTREAM.length)

const parseMetadata = (record: EventRecord): StreamMetadata => {
  if (!record.isJson) return NO_METADATA
  try {
    const { $maxCount, $maxAge, $tb } = JSON.parse(record.data.toString()) as Record<string, unknown>
    return {
      ...(isPositive($maxCount) ? { maxCount: $maxCount } : {}),
      ...(isPositive($maxAge) ? { maxAge: $maxAge } : {}),
      ...(isPositive($tb) ? { truncateBefore: $tb } : {})
    }
  } catch {
    return NO_METADATA
  }
}

const isPositive = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0

const CACHED = 10_000

/** The metadata of streams, as of any state of the log; parsed once for each metadata event that is in use. */
export class Metadata {
  readonly #log: EventLog
  readonly #parsed = new Map<number, StreamMetadata>()

  constructor(log: EventLog) {
    this.#log = log
  }

  /** `entry` is the last event of the stream's metastream. */
  from(entry: number): StreamMetadata {
    const known = this.#parsed.get(entry)
    if (known) return known
    const metadata = parseMetadata(this.#log.record(entry))
    if (this.#parsed.size >= CACHED) this.#parsed.clear()
    this.#parsed.set(entry, metadata)
    return metadata
  }
}
