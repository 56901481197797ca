import type { NewEvent } from '../storage/event-record.js'

/** Only the data of events counts. */
export const LARGEST_APPEND = 1024 * 1024
/** What the log takes in one append with everything. The real server has no such limit; nobody comes near it. */
const LARGEST_WHOLE = 32 * 1024 * 1024

/** The size of an append that is coming in. */
export class AppendSize {
  #data = 0
  #whole = 0

  add({ type, data, metadata }: NewEvent): void {
    this.#data += data.length
    this.#whole += data.length + metadata.length + type.length * 3
  }

  get isTooLarge(): boolean {
    return this.#data > LARGEST_APPEND || this.#whole > LARGEST_WHOLE
  }
}
