let known = new Map<string, string>()
const kept = 1000
const longest = 100

/**
 * One string for all equal ones, for words of a small vocabulary such as the paths of fields: whoever keeps what millions of
 * events say then keeps each word once. Long texts, and a vocabulary that turns out to be large, are let go.
 */
export const sharedText = (text: string): string => {
  const first = known.get(text)
  if (first !== undefined) return first
  if (text.length > longest) return text
  if (known.size >= kept) known = new Map()
  known.set(text, text)
  return text
}
