/** What people enter instead of a name; in lower case, letters only. Words that are also somebody's (Tester, Null) are left out. */
const placeholders: ReadonlySet<string> = new Set(
  'test testing admin administrator nobody anonymous dummy unknown noname placeholder firstname lastname'.split(' ')
)

const longestName = 40

const wholeNameInOneCharacter = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u

/**
 * Whether Partner Center refuses a contact's first or last name: over 40 visible characters (code points), a single one (but in Han,
 * Hangul or Kana that can be a whole name), no letter at all, or a placeholder.
 */
export const contactNameForbidden = (name: string): boolean => {
  const text = name
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim()
    .normalize('NFC')
  const { length } = Array.from(text)
  if (length > longestName || !/\p{L}/u.test(text)) return true
  if (length === 1 && !wholeNameInOneCharacter.test(text)) return true
  return placeholders.has(text.toLowerCase().replace(/\P{L}/gu, ''))
}
