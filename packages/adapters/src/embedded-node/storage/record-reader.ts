import { EventRecord } from './event-record.js'
import type { LogIndex } from './log-index.js'
import { readRange } from './scan-segment.js'
import type { Segment } from './segment.js'

/** Records nearer to each other than this are read together. */
const GAP = 4 * 1024
const LARGEST_READ = 1024 * 1024

interface Span {
  readonly from: number
  readonly to: number
}

/** Reads stored events from the segments: bodies are never kept, the operating system caches them. */
export class RecordReader {
  readonly #index: LogIndex
  readonly #segments: readonly Segment[]

  /** The array of segments may grow meanwhile. */
  constructor(index: LogIndex, segments: readonly Segment[]) {
    this.#index = index
    this.#segments = segments
  }

  /** The records of entries that are in ascending order. */
  async read(entries: readonly number[], end: number): Promise<readonly EventRecord[]> {
    const records: EventRecord[] = []
    let first = 0
    while (first < entries.length) {
      const span = this.#spanOf(entries[first] as number, end)
      let { to } = span
      let next = first + 1
      for (; next < entries.length; next++) {
        const { from: nextFrom, to: nextTo } = this.#spanOf(entries[next] as number, end)
        if (
          nextFrom - to > GAP ||
          nextTo - span.from > LARGEST_READ ||
          this.#segmentOf(nextFrom) !== this.#segmentOf(span.from)
        )
          break
        to = nextTo
      }
      const { base, file } = this.#segmentOf(span.from)
      const bytes = await readRange(file, span.from - base, to - base)
      for (; first < next; first++)
        records.push(EventRecord.at(bytes, this.#index.positionOf(entries[first] as number) - span.from))
    }
    return records
  }

  /** One record, at once. */
  readNow(entry: number, end: number): EventRecord {
    const { from, to } = this.#spanOf(entry, end)
    const { base, file } = this.#segmentOf(from)
    const bytes = Buffer.allocUnsafe(to - from)
    return EventRecord.at(bytes.subarray(0, file.readNow(bytes, from - base)), 0)
  }

  sizeOf(entry: number, end: number): number {
    const { from, to } = this.#spanOf(entry, end)
    return to - from
  }

  /** From a record to the next one, or to the end of the log; what lies between two records is small. */
  #spanOf(entry: number, end: number): Span {
    const from = this.#index.positionOf(entry)
    const to = entry + 1 < this.#index.count ? this.#index.positionOf(entry + 1) : end
    return { from, to: Math.max(from, Math.min(to, end)) }
  }

  #segmentOf(position: number): Segment {
    let at = this.#segments.length - 1
    while (at > 0 && (this.#segments[at] as Segment).base > position) at--
    return this.#segments[at] as Segment
  }
}
