/** The ids of the last entries of the log, each with the entry that bore it first. A repeated append is known by them. */
export class RecentIds {
  readonly #capacity: number
  readonly #entries = new Map<string, number>()
  readonly #order: { readonly key: string; readonly entry: number }[] = []
  #oldest = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** The entry that bore this id first, as far as it is remembered. */
  entryOf(id: Uint8Array): number | undefined {
    return this.#entries.get(keyOf(id))
  }

  add(id: Uint8Array, entry: number): void {
    const key = keyOf(id)
    if (this.#entries.has(key)) return
    this.#entries.set(key, entry)
    this.#order.push({ key, entry })
    if (this.#entries.size > this.#capacity) this.#forgetOldest()
  }

  #forgetOldest(): void {
    const oldest = this.#order[this.#oldest++]
    if (oldest) this.#entries.delete(oldest.key)
    if (this.#oldest * 2 > this.#order.length) {
      this.#order.splice(0, this.#oldest)
      this.#oldest = 0
    }
  }
}

const keyOf = (id: Uint8Array): string => Buffer.from(id.buffer, id.byteOffset, id.length).toString('latin1')
