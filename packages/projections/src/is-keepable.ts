/** UTF-16 units: what an index of PostgreSQL takes, which is 2,700 bytes, with room for what else is in its entries. */
const longest = 800

/**
 * Whether every store can keep a text as a key, so that it finds the same row again: it is not endless, and has neither U+0000
 * nor half a surrogate pair in it, for which PostgreSQL has no bytes.
 */
export const isKeepable = (key: string): boolean => key.length <= longest && !key.includes('\0') && key.isWellFormed()
