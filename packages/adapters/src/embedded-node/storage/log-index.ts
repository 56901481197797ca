import { float64Column, uint32Column } from './column.js'
import { StreamNames } from './stream-names.js'

/** No entry, no stream. */
export const NONE = 0xffffffff
/** The revision of a tombstone in the index; on the wire it is 2^63 − 1. */
export const TOMBSTONE = 0xffffffff

/**
 * Where every entry of the log is, without its body: 24 bytes an entry.
 *
 * Entries are numbered in log order. Each points to its predecessor in its stream and, further back, to a *jump* chosen
 * such that any revision is found from the last in logarithmically many steps (Myers' random-access lists). So a stream
 * needs no array of its own, appending is a few stores, and an older state of a stream is just an older entry.
 */
export class LogIndex {
  readonly names = new StreamNames()
  readonly #heads = uint32Column()
  readonly #positions = float64Column()
  readonly #streams = uint32Column()
  readonly #revisions = uint32Column()
  readonly #previous = uint32Column()
  readonly #jumps = uint32Column()

  get count(): number {
    return this.#positions.length
  }

  /** The columns, in the order in which a snapshot keeps them. */
  get columns() {
    return [this.#positions, this.#streams, this.#revisions, this.#previous, this.#jumps] as const
  }

  positionOf(entry: number): number {
    return this.#positions.at(entry)
  }

  /** The stream of an entry; NONE for the mark that an append without events leaves. */
  streamOf(entry: number): number {
    return this.#streams.at(entry)
  }

  revisionOf(entry: number): number {
    return this.#revisions.at(entry)
  }

  addStream(name: string): number {
    this.#heads.push(NONE)
    return this.names.add(name)
  }

  add(stream: number, revision: number, position: number): number {
    const entry = this.count
    const previous = stream === NONE ? NONE : this.#heads.at(stream)
    this.#positions.push(position)
    this.#streams.push(stream)
    this.#revisions.push(revision)
    this.#previous.push(previous)
    this.#jumps.push(this.#jumpFrom(previous))
    if (stream !== NONE) this.#heads.set(stream, entry)
    return entry
  }

  /** The last entry of a stream among the first `end` of the log, or NONE. */
  lastOf(stream: number, end: number): number {
    let entry = this.#heads.at(stream)
    while (entry !== NONE && entry >= end) {
      const jump = this.#jumps.at(entry)
      entry = jump !== NONE && jump >= end ? jump : this.#previous.at(entry)
    }
    return entry
  }

  previousOf(entry: number): number {
    return this.#previous.at(entry)
  }

  /** The entry of a revision, sought backwards from a later one of the same stream. */
  atRevision(from: number, revision: number): number {
    let entry = from
    while (entry !== NONE && this.#revisions.at(entry) > revision) {
      const jump = this.#jumps.at(entry)
      entry = jump !== NONE && this.#revisions.at(jump) >= revision ? jump : this.#previous.at(entry)
    }
    return entry
  }

  /** The first entry at or after a position; `count` when there is none. */
  firstFrom(position: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#positions.at(middle) < position) low = middle + 1
      else high = middle
    }
    return low
  }

  /** After the columns were loaded: the last entry of each stream. */
  restoreHeads(): void {
    for (let entry = 0; entry < this.count; entry++) {
      const stream = this.#streams.at(entry)
      if (stream !== NONE) this.#heads.set(stream, entry)
    }
  }

  #jumpFrom(previous: number): number {
    if (previous === NONE) return NONE
    const jump = this.#jumps.at(previous)
    const beyond = jump === NONE ? NONE : this.#jumps.at(jump)
    const depth = (entry: number): number => (entry === NONE ? -1 : this.#revisions.at(entry))
    return depth(previous) - depth(jump) === depth(jump) - depth(beyond) ? beyond : previous
  }
}
