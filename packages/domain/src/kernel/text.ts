import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

/** UTF-16 code units that stand alone, and control characters other than white space: nothing that a person typed. */
const unstorable = /\p{Cs}|(?![\t\n\v\f\r])\p{Cc}/u

const isBlank = (u: unknown): boolean => u === undefined || u === null || (typeof u === 'string' && u.trim() === '')

/** No letter has more code units apart than four; beyond that nothing is composed, so that hostile text costs nothing. */
const isTooLong = (max: number, trimmed: string): boolean =>
  trimmed.length > 4 * max || trimmed.normalize('NFC').length > max

const validate = (max: number, u: unknown, context: t.Context): t.Validation<string> => {
  if (typeof u !== 'string') return t.failure(u, context, 'WrongType|a string')
  if (isTooLong(max, u.trim())) return t.failure(u, context, `TooLong|at most ${max} characters`)
  return unstorable.test(u) ? t.failure(u, context, 'Format|text without control characters') : t.success(u)
}

const isText = (u: unknown): u is string => typeof u === 'string'

/**
 * Text that must be there: empty, blank and null count as absent. `max` is in UTF-16 code units of the NFC form, outer white
 * space aside: how a keyboard composes its letters makes no name too long.
 */
export const text = (max: number): t.Type<string> =>
  new t.Type(
    'text',
    isText,
    (u, context) => (isBlank(u) ? t.failure(u, context, 'Required|a text') : validate(max, u, context)),
    t.identity
  )

/** Text that may be absent; absent, null, empty and blank all decode to null. */
export const optionalText = (max: number): t.Type<string | null, unknown> => optional(text(max))

/** Any codec's value, or null for what is absent, null or blank. */
export const optional = <A>(codec: t.Type<A, unknown>): t.Type<A | null, unknown> =>
  new t.Type<A | null, unknown>(
    `${codec.name} or nothing`,
    (u): u is A | null => u === null || codec.is(u),
    (u, context) => (isBlank(u) ? t.success(null) : codec.validate(u, context)),
    (value) => (value === null ? null : codec.encode(value))
  )

/** A text that a parser turns into its one form. `expected` says what the parser takes. */
export const parsedText = (
  max: number,
  expected: string,
  parse: (text: string) => string | undefined
): t.Type<string> =>
  new t.Type(
    expected,
    isText,
    (u, context) => {
      if (isBlank(u)) return t.failure(u, context, `Required|${expected}`)
      const checked = validate(max, u, context)
      if (E.isLeft(checked)) return checked
      const parsed = parse(checked.right.trim())
      return parsed === undefined ? t.failure(u, context, `Format|${expected}`) : t.success(parsed)
    },
    t.identity
  )

/** One of a closed list of words, to the letter. */
export const oneOf = <Word extends string>(words: ReadonlyArray<Word>): t.Type<Word> =>
  new t.Type(
    'one of a list',
    (u): u is Word => words.includes(u as Word),
    (u, context) => {
      if (isBlank(u)) return t.failure(u, context, `Required|one of ${words.join(', ')}`)
      return words.includes(u as Word)
        ? t.success(u as Word)
        : t.failure(u, context, `UnknownValue|one of ${words.join(', ')}`)
    },
    t.identity
  )
