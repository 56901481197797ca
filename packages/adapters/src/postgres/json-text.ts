/** A value for which JSON has no text, with PostgreSQL's code for what is no JSON: the row is refused, and no other. */
class NotJson extends Error {
  readonly code = '22032'
}

const textOf = (value: unknown): string => {
  try {
    const text = JSON.stringify(value)
    if (typeof text === 'string') return text
  } catch {
    // A bigint, or a value that holds itself.
  }
  throw new NotJson('no JSON')
}

/** JSON that PostgreSQL takes: `CopyWriter` cannot see a character that is an escape sequence by now. */
export const jsonText = (value: unknown): string => {
  const text = textOf(value)
  if (!/\\u0000|\\ud[89a-f]/.test(text)) return text
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\u0000', '\uFFFD') : part
  )
}
