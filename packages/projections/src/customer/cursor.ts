import { formatPosition, isJsonObject, parsePosition } from '@accountable/domain/kernel'
import type { Comparable } from '../selection.js'

// Opaque to callers: where a page ended, as the values of its order. It survives restarts, rebuilds and other processes.

const encode = (value: Comparable): unknown =>
  typeof value === 'object' && value !== null ? { position: formatPosition(value) } : value

const decode = (value: unknown): Comparable | undefined => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return isJsonObject(value) && typeof value['position'] === 'string' ? parsePosition(value['position']) : undefined
}

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const fromBase64Url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))

/** A cursor that goes on behind these values. */
export const cursorAfter = (values: ReadonlyArray<Comparable>): string =>
  toBase64Url(new TextEncoder().encode(JSON.stringify(values.map(encode))))

/** The values of a cursor; nothing for a text that is none, or that comes from another query. */
export const readCursor = (
  cursor: string,
  kinds: ReadonlyArray<'string' | 'number' | 'object'>
): ReadonlyArray<Comparable> | undefined => {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(cursor)))
  } catch {
    return undefined
  }
  if (!Array.isArray(parsed) || parsed.length !== kinds.length) return undefined
  const values = parsed.map(decode)
  return values.every((value, index): value is Comparable => value !== undefined && typeof value === kinds[index])
    ? values
    : undefined
}
