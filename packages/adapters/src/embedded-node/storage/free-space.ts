import type { Files } from './files.js'

/** An append is refused before it is staged when less than this would stay free. */
const RESERVE = 32 * 1024 * 1024
/** Measured again after so many bytes, or so many milliseconds. */
const MEASURED_BYTES = 8 * 1024 * 1024
const MEASURED_FOR = 1000

/** There is no room for the append. Nothing was stored; it may be tried again when there is. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull'
}

/** What is left on the disk, measured now and then. */
export class FreeSpace {
  readonly #files: Files
  readonly #directory: string
  #free = Number.POSITIVE_INFINITY
  #taken = 0
  #measuredAt = 0
  #measuring = false

  constructor(files: Files, directory: string) {
    this.#files = files
    this.#directory = directory
  }

  async measure(): Promise<void> {
    this.#measuring = true
    try {
      this.#free = await this.#files.freeBytes(this.#directory)
    } catch {
      this.#free = Number.POSITIVE_INFINITY // A file system that does not tell cannot be asked: a failed write will.
    }
    this.#taken = 0
    this.#measuredAt = performance.now()
    this.#measuring = false
  }

  /** Counts an append's bytes, or throws DiskFull. */
  take(bytes: number): void {
    this.#taken += bytes
    const old = this.#taken > MEASURED_BYTES || performance.now() - this.#measuredAt > MEASURED_FOR
    const full = this.#free - this.#taken < RESERVE
    if ((old || full) && !this.#measuring) void this.measure()
    if (full)
      throw new DiskFull(`less than ${RESERVE / 1024 / 1024} MiB would stay free on the disk of ${this.#directory}`)
  }
}
