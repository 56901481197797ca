/** Limits of one page, so that a reader of large events takes no more memory than one of small ones. */
const EVENTS = 512
const BYTES = 256 * 1024
/** Entries passed over in one go, between which others have their turn. */
const ENTRIES = 8 * 1024

/** How much of a page is left. The first event fits always. */
export class PageBudget {
  #events: number
  #bytes = BYTES
  #entries = ENTRIES

  constructor(events: number = EVENTS) {
    this.#events = Math.min(events, EVENTS)
  }

  get isSpent(): boolean {
    return this.#events <= 0 || this.#bytes <= 0 || this.#entries <= 0
  }

  pass(): void {
    this.#entries--
  }

  take(bytes: number): void {
    this.#entries--
    this.#events--
    this.#bytes -= bytes
  }
}
