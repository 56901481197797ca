interface Remembered {
  readonly id: string
  readonly entry: number
}

/** The ids of the last entries of the log, each with the entry that bore it first. A repeated append is known by them. */
export class RecentIds {
  readonly #capacity: number
  readonly #entries = new Map<string, number>()
  #order: Remembered[] = []
  #oldest = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** The entry that bore this id first, as far as it is remembered. */
  entryOf(id: Uint8Array): number | undefined {
    return this.#entries.get(text(id))
  }

  add(id: Uint8Array, entry: number): void {
    const key = text(id)
    if (this.#entries.has(key)) return
    this.#entries.set(key, entry)
    this.#order.push({ id: key, entry })
    if (this.#entries.size > this.#capacity) this.#forgetOldest()
  }

  /** Each id of the first `end` entries, the oldest first. */
  *upTo(end: number): Generator<readonly [id: Uint8Array, entry: number]> {
    for (let i = this.#oldest; i < this.#order.length; i++) {
      const { id, entry } = this.#order[i] as Remembered
      if (entry < end) yield [Buffer.from(id, 'latin1'), entry]
    }
  }

  #forgetOldest(): void {
    const { id } = this.#order[this.#oldest++] as Remembered
    this.#entries.delete(id)
    if (this.#oldest < this.#capacity) return
    this.#order = this.#order.slice(this.#oldest)
    this.#oldest = 0
  }
}

/** One character a byte: half of what the usual form takes, and a key for a map. */
const text = (id: Uint8Array): string => Buffer.from(id.buffer, id.byteOffset, id.length).toString('latin1')
