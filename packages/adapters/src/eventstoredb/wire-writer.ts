/** Protobuf's wire format, written as the parts of a message; a part knows its own length. */

const varintLength = (value: number): number => {
  let length = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++
  return length
}

const writeVarint = (bytes: Buffer, start: number, value: number): number => {
  let at = start
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 128
  bytes[at++] = rest
  return at
}

const numberField = (field: number, value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(1 + varintLength(value))
  bytes[0] = field << 3
  writeVarint(bytes, 1, value)
  return bytes
}

/** A uint64; above 2^53 digit by digit. */
export const uint64Field = (field: number, value: bigint): Buffer => {
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return numberField(field, Number(value))
  const digits: Array<number> = [field << 3]
  let rest = value
  for (; rest >= 128n; rest >>= 7n) digits.push(Number(rest & 127n) | 128)
  return Buffer.from([...digits, Number(rest)])
}

export const boolField = (field: number): Buffer => numberField(field, 1)

/** A message, text or bytes: its parts, one after the other, behind their length. */
export const delimitedField = (field: number, ...parts: ReadonlyArray<Buffer>): Buffer => {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const bytes = Buffer.allocUnsafe(1 + varintLength(length) + length)
  bytes[0] = (field << 3) | 2
  let at = writeVarint(bytes, 1, length)
  for (const part of parts) at += part.copy(bytes, at)
  return bytes
}

export const textField = (field: number, text: string): Buffer => {
  const length = Buffer.byteLength(text)
  const bytes = Buffer.allocUnsafe(1 + varintLength(length) + length)
  bytes[0] = (field << 3) | 2
  bytes.write(text, writeVarint(bytes, 1, length))
  return bytes
}
