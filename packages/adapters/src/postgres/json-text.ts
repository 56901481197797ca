/** JSON that PostgreSQL takes: `CopyWriter` cannot see a character that is an escape sequence by now. */
export const jsonText = (value: unknown): string => {
  const text = JSON.stringify(value)
  if (!/\\u0000|\\ud[89a-f]/.test(text)) return text
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\u0000', '\uFFFD') : part
  )
}
