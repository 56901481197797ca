type Numbers = Uint32Array | Float64Array

/** A growing array of numbers without an object for each: what makes a million events fit into a few megabytes. */
export class Column<Values extends Numbers> {
  readonly #make: (length: number) => Values
  #values: Values
  #length = 0

  constructor(make: (length: number) => Values) {
    this.#make = make
    this.#values = make(1024)
  }

  get length(): number {
    return this.#length
  }

  at(index: number): number {
    return this.#values[index] as number
  }

  set(index: number, value: number): void {
    this.#values[index] = value
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#reserve(this.#length * 2)
    this.#values[this.#length++] = value
  }

  /** The first `length` values as bytes, not copied. */
  bytes(length: number): Uint8Array {
    const { buffer, byteOffset, BYTES_PER_ELEMENT } = this.#values
    return new Uint8Array(buffer, byteOffset, length * BYTES_PER_ELEMENT)
  }

  /** Replaces everything by `length` values, and answers the bytes to fill them in. */
  load(length: number): Uint8Array {
    this.#reserve(Math.max(1024, Math.ceil(length * 1.25)))
    this.#length = length
    return this.bytes(length)
  }

  #reserve(capacity: number): void {
    const values = this.#make(capacity)
    values.set(this.#values.subarray(0, this.#length))
    this.#values = values
  }
}

export const uint32Column = (): Column<Uint32Array> => new Column((length) => new Uint32Array(length))
export const float64Column = (): Column<Float64Array> => new Column((length) => new Float64Array(length))
