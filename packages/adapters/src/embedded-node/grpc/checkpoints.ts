import type { Checkpoint } from './read-messages.js'

/** The real server catches up in pages of at most this many matching events. */
const LARGEST_PAGE = 32

/**
 * When a filtered subscription reports how far it has looked. While it catches up, the server judges page by page, a page
 * being a window of events looked at; once live, event by event. Source: the recorded answers, file 11.
 */
export class Checkpoints {
  readonly #window: number
  readonly #interval: number
  readonly #given: Checkpoint | undefined
  #pageStart: Checkpoint | undefined
  #pageMatch: number | undefined
  #lastMatch: number | undefined
  #inPage = 0
  #matches = 0
  #counted = 0
  #reported = false
  #looked = 0
  #live = false

  /** `given` is where the subscription was told to start. */
  constructor(window: number, multiplier: number, given: Checkpoint | undefined) {
    this.#window = window
    this.#interval = window * multiplier
    this.#given = given
    this.#pageStart = given
  }

  /** An event was looked at. Answers the checkpoint to report after it, if one is due. */
  looked(position: number, matched: boolean): Checkpoint | undefined {
    return this.#live ? this.#lookedLive(position) : this.#lookedBehind(position, matched)
  }

  /** The head of the log was reached. Answers the checkpoint to report before saying so, if one is due. */
  caughtUp(): Checkpoint | undefined {
    this.#live = true
    this.#counted = 0
    if (this.#reported) return undefined
    if (this.#lastMatch !== undefined) return at(this.#lastMatch)
    return this.#looked > 1 ? this.#given : undefined // the first event looked at is the one at the start given
  }

  #lookedLive(position: number): Checkpoint | undefined {
    if (++this.#counted < this.#interval) return undefined
    this.#counted = 0
    return at(position)
  }

  #lookedBehind(position: number, matched: boolean): Checkpoint | undefined {
    this.#pageStart ??= { commit: position, prepare: 0 }
    this.#looked++
    this.#inPage++
    if (matched) {
      this.#matches++
      this.#pageMatch = this.#lastMatch = position
      this.#reported = false
    }
    return this.#inPage === this.#window || this.#matches === LARGEST_PAGE ? this.#endPage() : undefined
  }

  #endPage(): Checkpoint | undefined {
    this.#counted += this.#inPage
    const reached = this.#pageMatch === undefined ? this.#pageStart : at(this.#pageMatch)
    this.#pageStart = this.#pageMatch = undefined
    this.#inPage = this.#matches = 0
    if (this.#counted < this.#interval) return undefined
    this.#counted = 0
    this.#reported = true
    return reached
  }
}

const at = (position: number): Checkpoint => ({ commit: position, prepare: position })
