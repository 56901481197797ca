import { formatPosition, type Position, parsePosition } from '@accountable/domain/kernel'
import type { Comparable } from '../selection.js'
import { isText } from './query-arguments.js'
import { Failed, invalid } from './query-failure.js'

const isPosition = (value: Comparable): value is Position => typeof value === 'object' && value !== null

/** Where a page ended, as text that a URL can carry: the values that it was ordered by. */
export const cursorOf = (values: ReadonlyArray<Comparable>): string =>
  encodeURIComponent(JSON.stringify(values.map((value) => (isPosition(value) ? [formatPosition(value)] : value))))

/** Of both halves of a position: what fits the columns that it is compared with. */
const largest = 2n ** 63n - 1n

const positionOf = (text: unknown): Position | undefined => {
  const found = typeof text === 'string' ? parsePosition(text) : undefined
  return found && found.commit <= largest && found.prepare <= largest ? found : undefined
}

const partOf = (part: unknown): Comparable | undefined => {
  if (Array.isArray(part)) return positionOf(part[0])
  return (typeof part === 'string' && isText(part)) || Number.isSafeInteger(part) ? (part as Comparable) : undefined
}

/** The inverse of `cursorOf`: values of these kinds, in this order. */
export const valuesOf = (
  cursor: string,
  kinds: ReadonlyArray<'text' | 'number' | 'position'>
): ReadonlyArray<Comparable> => {
  const foreign = new Failed(invalid('after', 'Format', 'the `next` of a page before'))
  let parts: unknown
  try {
    parts = JSON.parse(decodeURIComponent(cursor))
  } catch {
    throw foreign
  }
  const values = Array.isArray(parts) ? parts.map(partOf) : []
  const fits = kinds.every((kind, index) => {
    const value = values[index]
    return kind === 'position' ? isPosition(value ?? null) : typeof value === (kind === 'text' ? 'string' : 'number')
  })
  if (!fits || values.length !== kinds.length) throw foreign
  return values as ReadonlyArray<Comparable>
}
