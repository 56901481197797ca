/** PGCOPY, a newline, 0xFF, a carriage return, a newline and 0; no flags; no extension. */
const header = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
const epoch = Date.UTC(2000, 0, 1)
const two32 = 2 ** 32
const textType = 25
/** Beyond this length the runtime writes text faster than a loop does. */
const shortText = 48

/** A value that its column cannot keep, with the code that PostgreSQL has for it: the server never sees it. */
class ValueRefused extends Error {
  readonly code = '22003'
}

/**
 * Rows in the binary format of COPY (PostgreSQL's manual, COPY, File Formats). A tuple begins with `row` and has as many fields
 * as that says. Text that PostgreSQL cannot keep comes out as U+FFFD, where it was U+0000 or half a surrogate pair: one such
 * character in an old fact would otherwise stop every projection for ever.
 */
export class CopyWriter {
  #bytes = Buffer.allocUnsafe(64 * 1024)
  #end: number

  constructor() {
    this.#end = header.copy(this.#bytes)
  }

  #reserve(size: number): void {
    if (this.#end + size <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#end + size))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }

  #int32(value: number): void {
    const bytes = this.#bytes
    const at = this.#end
    bytes[at] = value >>> 24
    bytes[at + 1] = value >>> 16
    bytes[at + 2] = value >>> 8
    bytes[at + 3] = value
    this.#end = at + 4
  }

  #int16(value: number): void {
    this.#reserve(2)
    this.#bytes[this.#end++] = value >>> 8
    this.#bytes[this.#end++] = value
  }

  /** Text with its length before it; `first`, if given, is a byte before the text. */
  #sized(text: string, first?: number): void {
    this.#reserve(5 + 3 * text.length)
    const start = this.#end
    this.#end += 4
    if (first !== undefined) this.#bytes[this.#end++] = first
    if (text.length > shortText || !this.#ascii(text))
      this.#end += this.#bytes.write(text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text, this.#end)
    const end = this.#end
    this.#end = start
    this.#int32(end - start - 4)
    this.#end = end
  }

  /** False, and nothing written, where there is more in it than ASCII without U+0000. */
  #ascii(text: string): boolean {
    const bytes = this.#bytes
    const start = this.#end
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code === 0 || code > 0x7f) return false
      bytes[start + index] = code
    }
    this.#end = start + text.length
    return true
  }

  row(fields: number): void {
    this.#int16(fields)
  }

  /** How much was written since the last time that something was taken. */
  get written(): number {
    return this.#end
  }

  /** Writes once more what `written` counted from `from` to `to`. */
  again(from: number, to: number): void {
    this.#reserve(to - from)
    this.#bytes.copyWithin(this.#end, from, to)
    this.#end += to - from
  }

  nothing(): void {
    this.#reserve(4)
    this.#int32(-1)
  }

  text(value: string): void {
    this.#sized(value)
  }

  boolean(value: boolean): void {
    this.#reserve(5)
    this.#int32(1)
    this.#bytes[this.#end++] = value ? 1 : 0
  }

  integer(value: number): void {
    this.#reserve(8)
    this.#int32(4)
    this.#int32(value)
  }

  /** 64 bits. @throws ValueRefused for what is not a whole number, or is too large. */
  bigint(value: number | bigint): void {
    this.#reserve(12)
    this.#int32(8)
    const number = Number(value)
    if (Number.isSafeInteger(number)) {
      this.#int32(Math.floor(number / two32))
      this.#int32(number)
      return
    }
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value)
      throw new ValueRefused('a whole number of 64 bits was expected')
    this.#end = this.#bytes.writeBigInt64BE(value, this.#end)
  }

  /** Milliseconds since 1970; PostgreSQL counts microseconds since 2000. @throws ValueRefused for what is not a whole number. */
  timestamp(milliseconds: number): void {
    const since = milliseconds - epoch
    if (!Number.isSafeInteger(since)) throw new ValueRefused('a moment was expected, in whole milliseconds')
    this.bigint(Number.isSafeInteger(since * 1000) ? since * 1000 : BigInt(since) * 1000n)
  }

  /** `value` is JSON already. */
  jsonb(value: string): void {
    this.#sized(value, 1)
  }

  texts(values: ReadonlyArray<string>): void {
    this.#reserve(24)
    const start = this.#end
    this.#end += 4
    this.#int32(values.length === 0 ? 0 : 1)
    this.#int32(0)
    this.#int32(textType)
    if (values.length > 0) {
      this.#int32(values.length)
      this.#int32(1)
      for (const value of values) this.#sized(value)
    }
    const end = this.#end
    this.#end = start
    this.#int32(end - start - 4)
    this.#end = end
  }

  /** What was written since the last time. */
  take(): Buffer {
    const written = this.#bytes.subarray(0, this.#end)
    this.#bytes = Buffer.allocUnsafe(this.#bytes.length)
    this.#end = 0
    return written
  }

  /** The rest; nothing can be written afterwards. */
  finish(): Buffer {
    this.#int16(-1)
    return this.#bytes.subarray(0, this.#end)
  }
}
