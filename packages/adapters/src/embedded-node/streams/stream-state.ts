import type { EventLog } from '../storage/event-log.js'
import { NONE, TOMBSTONE } from '../storage/log-index.js'
import {
  isMetastream,
  Metadata,
  metastreamOf,
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
    return this.#at(name, this.#log.index.count)
  }

  /** As readers find it. */
  visible(name: string): StreamState {
    return this.#at(name, this.#log.visible)
  }

  #at(name: string, end: number): StreamState {
    const { index } = this.#log
    const head = this.#lastOf(name, end)
    const tombstoned =
      this.#isTombstone(head) || (isMetastream(name) && this.#isTombstone(this.#lastOf(originalOf(name), end)))
    const last = this.#isTombstone(head) ? index.previousOf(head) : head
    const metahead = this.#lastOf(metastreamOf(name), end)
    const hasMetadata = metahead !== NONE && !this.#isTombstone(metahead)
    const metadata = isMetastream(name)
      ? Metadata.ofMetastream
      : hasMetadata
        ? this.#metadata.from(metahead)
        : Metadata.none
    return {
      name,
      last,
      lastRevision: last === NONE ? -1 : index.revisionOf(last),
      tombstoned,
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
