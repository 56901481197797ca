import * as E from 'fp-ts/lib/Either.js'

const show = (value: unknown): string => {
  const text = JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? `${member}n` : member), 1)
  const shown = text ?? String(value)
  return shown.length > 2_000 ? `${shown.slice(0, 2_000)}…` : shown
}

const keysOf = (value: object): ReadonlyArray<string> => Object.keys(value).toSorted()

const equal = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b) || a instanceof Uint8Array !== b instanceof Uint8Array) return false
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const keys = keysOf(left)
  return equalLists(keys, keysOf(right)) && keys.every((key) => equal(left[key], right[key]))
}

const equalLists = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index])

/** Throws unless the two are equal in depth; bigints and bytes included. */
export const expectEqual = (actual: unknown, expected: unknown, what: string): void => {
  if (!equal(actual, expected)) throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`)
}

/** Throws unless the condition holds. */
export const expectThat = (condition: boolean, what: string): void => {
  if (!condition) throw new Error(`expected: ${what}`)
}

/** The right of an Either, or an Error that shows the left. */
export const expectRight = <A>(either: E.Either<unknown, A>, what: string): A => {
  if (E.isLeft(either)) throw new Error(`${what}: expected success, got ${show(either.left)}`)
  return either.right
}

/** The left of an Either, or an Error that shows the right. */
export const expectLeft = <Failure>(either: E.Either<Failure, unknown>, what: string): Failure => {
  if (E.isRight(either)) throw new Error(`${what}: expected an error, got ${show(either.right)}`)
  return either.left
}
