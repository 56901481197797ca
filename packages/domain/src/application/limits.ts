import type { Problem } from '../kernel/problem.js'

/** What one command may hold, in all: nothing honest comes near, and nothing hostile gets further. */
export const inputLimits = {
  /** Keys and strings together, in bytes of UTF-8. */
  bytes: 262_144,
  /** Levels of objects and lists; a command has five. */
  depth: 16,
  /** Keys and list items together. */
  values: 10_000
} as const

class TooMuch extends Error {
  readonly problem: Problem
  constructor(code: 'TooLarge' | 'TooDeep', expected: string) {
    super(code)
    this.problem = { path: '', code, message: `expected ${expected}` }
  }
}

/** Bytes in UTF-8. Text that breaks the limit by its code units alone, none of which is less than a byte, is not walked. */
const utf8Length = (text: string): number => {
  if (text.length > inputLimits.bytes) return text.length
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}

/**
 * Functions, and objects that list a key for each byte or character: no JSON, and listing the latter would cost more than the
 * limit saves. They may carry getters as well, so that a codec must not look at them.
 */
const isNoData = (value: unknown): boolean =>
  // oxlint-disable-next-line unicorn/no-instanceof-builtins -- boxed text of this realm; of another one, the limits catch it
  typeof value === 'function' || ArrayBuffer.isView(value) || value instanceof String

/** In their place: nothing that any codec takes. */
const noData = Symbol('no data')

/**
 * A plain copy of the input's own data, or the limit that it breaks. The copy has no prototype, no getter and no cycle, so
 * whatever decodes it afterwards reads the same thing each time and ends. Total: what throws while it is read is a problem too.
 */
export const withinLimits = (input: unknown): { readonly input: unknown } | { readonly problem: Problem } => {
  let bytes = 0
  let values = 0
  const spend = (text: string): void => {
    bytes += utf8Length(text)
    if (bytes > inputLimits.bytes) throw new TooMuch('TooLarge', `at most ${inputLimits.bytes} bytes`)
  }
  // Written so that a length which is no number, as a Proxy may answer, breaks the limit.
  const count = (more: number): void => {
    values += more
    if (!(more >= 0 && values <= inputLimits.values))
      throw new TooMuch('TooLarge', `at most ${inputLimits.values} values`)
  }
  const copy = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') spend(value)
    if (isNoData(value)) return noData
    if (typeof value !== 'object' || value === null) return value
    if (depth > inputLimits.depth) throw new TooMuch('TooDeep', `at most ${inputLimits.depth} levels`)
    if (Array.isArray(value)) {
      const { length } = value
      count(length)
      return Array.from({ length }, (_, index) => copy(value[index], depth + 1))
    }
    const keys = Object.keys(value)
    count(keys.length)
    const plain: Record<string, unknown> = Object.create(null)
    for (const key of keys) {
      spend(key)
      plain[key] = copy((value as Record<string, unknown>)[key], depth + 1)
    }
    return plain
  }
  try {
    return { input: copy(input, 1) }
  } catch (error) {
    return error instanceof TooMuch
      ? { problem: error.problem }
      : { problem: { path: '', code: 'Unreadable', message: 'expected plain data, without accessors that throw' } }
  }
}
