const keyOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    // Upper case first: it unfolds ß and ligatures, which have no other case of their own length. ẞ is upper case already.
    .replaceAll('ẞ', 'ß')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(/\s+/gu, ' ')
    .trim()

/** The text that was asked about last: several projections ask about the same one. */
let last = { text: '', key: '' }

/**
 * Text as it is searched: without case, accents and widths (NFKD, marks stripped, case folded). A database compares it byte
 * by byte, so an answer never depends on a language or on an operating system's collation.
 */
export const searchKey = (text: string): string => {
  if (last.text !== text) last = { text, key: keyOf(text) }
  return last.key
}

/** Text as it is listed: the same, and punctuation does not count unless there is nothing else. */
export const sortKey = (text: string): string => {
  const key = searchKey(text)
  const words = key
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .replace(/ +/g, ' ')
    .trim()
  return words === '' ? key : words
}
