const nothing = Buffer.alloc(0)

/** Reads protobuf's wire format from a buffer, without copying. Only what EventStoreDB's messages need. */
export class WireReader {
  private bytes: Buffer = nothing
  /** The offset of the next byte. */
  at = 0
  end = 0
  /** Where the field that `delimited` passed over starts; it ends at `at`. */
  start = 0

  /** Starts with this part of a buffer: where millions of messages are read, a reader is used again. */
  reset(bytes: Buffer, start: number, end: number): this {
    this.bytes = bytes
    this.at = start
    this.end = end
    return this
  }

  more(): boolean {
    return this.at < this.end
  }

  /** A varint below 2^53: a key, a length, most numbers. Larger ones lose precision: see `uint64`. */
  varint(): number {
    let result = 0
    let scale = 1
    while (this.at < this.end) {
      const byte = this.bytes[this.at++] as number
      result += (byte & 127) * scale
      if (byte < 128) return result
      scale *= 128
    }
    throw new RangeError('a protobuf message is cut short')
  }

  uint64(): bigint {
    const first = this.at
    const value = this.varint()
    if (value <= Number.MAX_SAFE_INTEGER) return BigInt(value)
    let result = 0n
    for (let at = this.at - 1; at >= first; at--) result = (result << 7n) | BigInt((this.bytes[at] as number) & 127)
    return BigInt.asUintN(64, result)
  }

  private pass(length: number): void {
    this.at += length
    if (this.at > this.end) throw new RangeError('a protobuf message is cut short')
  }

  /** Passes over a message, a text or bytes: from `start` to `at`. */
  delimited(): void {
    const length = this.varint()
    this.start = this.at
    this.pass(length)
  }

  /** Passes over a field that nobody asked for. */
  skip(wireType: number): void {
    if (wireType === 0) this.varint()
    else if (wireType === 1) this.pass(8)
    else if (wireType === 2) this.delimited()
    else if (wireType === 5) this.pass(4)
    else throw new RangeError(`a protobuf message has a field of wire type ${wireType}`)
  }
}
