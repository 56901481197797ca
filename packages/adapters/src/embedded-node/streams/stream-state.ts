import type { EventLog } from '../storage/event-log.js'
import { NONE, TOMBSTONE } from '../storage/log-index.js'
import {
  isMetastream,
  METADATA_OF_METASTREAM,
  Metadata,
  metastreamOf,
  NO_METADATA,
  originalOf,
  SOFT_DELETED,
  type StreamMetadata
} from './stream-metadata.js'

/** A stream as it is, or was, when the log ended at some entry. */
export interface StreamState {
  readonly name: string
  /** The entry of its last event; NONE if there is none. */
  readonly last: number
  /** −1 without events. */
  readonly lastRevision: number
  readonly tombstoned: boolean
  /** Deleted, and not written to since. */
  readonly softDeleted: boolean
  readonly hasMetadata: boolean
  readonly metadata: StreamMetadata
}

export class StreamStates {
  readonly #log: EventLog
  readonly #metadata: Metadata

  constructor(log: EventLog) {
    this.#log = log
    this.#metadata = new Metadata(log)
  }

  /** As later appends find it: with everything that is staged. */
  staged(name: string): StreamState {
    const state = this.#at(name, this.#log.index.count)
    const original = this.#originalOf(name, this.#log.index.count)
    // The real server still writes the metadata of a stream that was deleted before it was tombstoned.
    return original?.tombstoned && !original.softDeleted ? { ...state, tombstoned: true } : state
  }

  /** As readers find it. */
  visible(name: string): StreamState {
    const state = this.#at(name, this.#log.visible)
    return this.#originalOf(name, this.#log.visible)?.tombstoned ? { ...state, tombstoned: true } : state
  }

  /** A tombstone closes the stream's metastream too. */
  #originalOf(name: string, end: number): StreamState | undefined {
    return isMetastream(name) ? this.#at(originalOf(name), end) : undefined
  }

  #at(name: string, end: number): StreamState {
    const { index } = this.#log
    const head = this.#lastOf(name, end)
    const last = this.#isTombstone(head) ? index.previousOf(head) : head
    const metahead = this.#lastOf(metastreamOf(name), end)
    const hasMetadata = metahead !== NONE && !this.#isTombstone(metahead)
    const ordinary = hasMetadata ? this.#metadata.from(metahead) : NO_METADATA
    const metadata = isMetastream(name) ? METADATA_OF_METASTREAM : ordinary
    return {
      name,
      last,
      lastRevision: last === NONE ? -1 : index.revisionOf(last),
      tombstoned: this.#isTombstone(head),
      softDeleted: metadata.truncateBefore === SOFT_DELETED,
      hasMetadata,
      metadata
    }
  }

  #lastOf(name: string, end: number): number {
    const stream = this.#log.index.names.numberOf(name)
    return stream === undefined ? NONE : this.#log.index.lastOf(stream, end)
  }

  #isTombstone(entry: number): boolean {
    return entry !== NONE && this.#log.index.revisionOf(entry) === TOMBSTONE
  }
}
