/** The length of a number below 2^53 as a protobuf varint. */
export const varintLength = (value: number): number => {
  let length = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++
  return length
}

/** The length of a length-delimited field whose number is below 16. */
export const fieldLength = (length: number): number => 1 + varintLength(length) + length

/** Writes protobuf fields into a buffer whose size was computed before. */
export class WireWriter {
  readonly bytes: Buffer
  #at = 0

  constructor(length: number) {
    this.bytes = Buffer.allocUnsafe(length)
  }

  /** The start of a length-delimited field. */
  open(field: number, length: number): void {
    this.bytes[this.#at++] = (field << 3) | 2
    this.#varint(length)
  }

  blob(field: number, value: Uint8Array): void {
    this.open(field, value.length)
    this.raw(value)
  }

  /** A text of a known length in UTF-8. */
  text(field: number, value: string, length: number): void {
    this.open(field, length)
    this.#at += this.bytes.write(value, this.#at)
  }

  number(field: number, value: number): void {
    this.bytes[this.#at++] = field << 3
    this.#varint(value)
  }

  /** Bytes that are encoded already. */
  raw(value: Uint8Array): void {
    this.bytes.set(value, this.#at)
    this.#at += value.length
  }

  #varint(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.bytes[this.#at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.bytes[this.#at++] = rest
  }
}
