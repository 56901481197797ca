import { parsedText } from './text.js'

const syntax = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A UUID of any version, in either case; decoded to lower case. */
export const Uuid = parsedText(36, 'a UUID', (value) => (syntax.test(value) ? value.toLowerCase() : undefined))

/** A digest of bytes, given by the environment: the domain computes none itself. */
export type Digest = (bytes: Uint8Array) => Uint8Array

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

const bytesOf = (uuid: string): Uint8Array =>
  Uint8Array.from(uuid.replaceAll('-', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

const encoder = new TextEncoder()

/** UUID version 5 (RFC 9562 §5.5) of a name in a namespace, itself a UUID. */
export const uuidV5 =
  (sha1: Digest) =>
  (namespace: string, name: string): string => {
    const digest = sha1(Uint8Array.from([...bytesOf(namespace), ...encoder.encode(name)])).slice(0, 16)
    digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50
    digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80
    const text = hex(digest)
    return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
  }

/** Lower-case hexadecimal. */
export const toHex = hex
