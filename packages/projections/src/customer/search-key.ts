/**
 * A name as one searches and sorts it: compatibility forms unified, marks stripped, letter case folded; so `é` is found by
 * `e`, `ß` by `ss` and `İ` by `i`. Written as a column, because no query asks a database to fold (design §5).
 */
export const foldName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .trim()
    .replace(/\s+/gu, ' ')
