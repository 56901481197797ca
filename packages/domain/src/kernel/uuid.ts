import { parsedText } from './text.js'

const syntax = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A UUID of any version, in either case; decoded to lower case. */
export const Uuid = parsedText(36, 'a UUID', (value) => (syntax.test(value) ? value.toLowerCase() : undefined))

/** A digest of bytes, given by the environment: the domain computes none itself. */
export type Digest = (bytes: Uint8Array) => Uint8Array

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case hexadecimal. */
export const toHex = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += hexOfByte[byte]
  return text
}

const bytesOf = (uuid: string): Uint8Array => {
  const digits = uuid.replaceAll('-', '')
  const bytes = new Uint8Array(digits.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16)
  return bytes
}

const encoder = new TextEncoder()

/** UUID version 5 (RFC 9562 §5.5) of a name in a namespace, itself a UUID. */
export const uuidV5 =
  (sha1: Digest) =>
  (namespace: string, name: string): string => {
    const [space, text] = [bytesOf(namespace), encoder.encode(name)]
    const bytes = new Uint8Array(space.length + text.length)
    bytes.set(space)
    bytes.set(text, space.length)
    const digest = sha1(bytes).slice(0, 16)
    digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50
    digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80
    const digits = toHex(digest)
    return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
      '-'
    )
  }
