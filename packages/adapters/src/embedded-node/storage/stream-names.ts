/** Streams by number, in the order of their first appearance in the log. */
export class StreamNames {
  readonly #names: string[] = []
  readonly #numbers = new Map<string, number>()

  get count(): number {
    return this.#names.length
  }

  numberOf(name: string): number | undefined {
    return this.#numbers.get(name)
  }

  nameOf(stream: number): string {
    return this.#names[stream] as string
  }

  add(name: string): number {
    const stream = this.#names.push(name) - 1
    this.#numbers.set(name, stream)
    return stream
  }
}
