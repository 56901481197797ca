import type { Files } from './files.js'
import { encodeSnapshot, removeSnapshot, writeSnapshot } from './index-snapshot.js'
import type { LogContents } from './log-contents.js'
import { SEGMENT_SIZE } from './segment.js'

/** A clean end leaves a new snapshot when a start would have more than this to read without it. */
const WORTH_IT_AT_THE_END = 16 * 1024 * 1024

/** Writes a snapshot of the index now and then, beside everything else. */
export class SnapshotKeeper {
  readonly #files: Files
  readonly #directory: string
  readonly #contents: LogContents
  #lastEnd: number
  #writing: Promise<void> = Promise.resolve()

  /** `end` is where the log ended when the last snapshot was written. */
  constructor(files: Files, directory: string, contents: LogContents, end: number) {
    this.#files = files
    this.#directory = directory
    this.#contents = contents
    this.#lastEnd = end
  }

  /** The log has grown to so many entries, which end there. What a snapshot costs grows with the log, so large logs wait longer. */
  grown(entries: number, end: number): void {
    this.#keep(entries, end, Math.max(SEGMENT_SIZE, end / 8))
  }

  /** Nothing more will come. */
  async closed(entries: number, end: number): Promise<void> {
    this.#keep(entries, end, WORTH_IT_AT_THE_END)
    await this.#writing
  }

  /** The log is not what the last snapshot says. There will be none until it is opened again. */
  async remove(): Promise<void> {
    this.#lastEnd = Number.POSITIVE_INFINITY
    await this.#writing
    await removeSnapshot(this.#files, this.#directory)
  }

  #keep(entries: number, end: number, afterBytes: number): void {
    if (end - this.#lastEnd < afterBytes) return
    this.#lastEnd = end
    const snapshot = encodeSnapshot(this.#contents, entries, end)
    // A snapshot that cannot be written costs the next start some time, and nothing else.
    this.#writing = this.#writing
      .then(() => writeSnapshot(this.#files, this.#directory, snapshot))
      .catch(() => undefined)
  }
}
