import type { CountryRule, PostalCodeFormat } from './country-rule.js'

const separators = /[\s.\u2212\p{Pd}]/gu
/** No country's code comes near it, so hostile text costs nothing. */
const longestCode = 20

const insert = (text: string, at: number, separator: string): string => text.slice(0, at) + separator + text.slice(at)

/** Ways of writing the bare code: as the samples separate theirs (counted from either end), bare, then any one separator. */
function* writings(samples: ReadonlyArray<string>, bare: string): Generator<string> {
  for (const sample of samples) {
    const at = sample.search(/[ -]/)
    if (at === -1) continue
    const separator = sample.charAt(at)
    yield insert(bare, at, separator)
    yield insert(bare, bare.length - (sample.length - at - 1), separator)
  }
  yield bare
  for (const separator of ' -') for (let at = 1; at < bare.length; at++) yield insert(bare, at, separator)
}

const fitting = ({ pattern, samples }: PostalCodeFormat, text: string): string | undefined => {
  // Full-width digits and letters, as Japanese keyboards give them, are the same code.
  const bare = text.normalize('NFKC').toUpperCase().replace(separators, '')
  if (bare.length > longestCode) return undefined
  const code = new RegExp(pattern)
  for (const writing of writings(samples, bare)) if (code.test(writing)) return writing
  return undefined
}

/** Upper case, with the separators of the country's samples; text that fits no such writing is only trimmed and upper case. */
export const normalisePostalCode = (rule: CountryRule, text: string): string =>
  (rule.postalCode.value && fitting(rule.postalCode.value, text)) ?? text.trim().toUpperCase().normalize('NFC')

/** A code that nobody requires is still checked where its country has a pattern. */
export const checkPostalCode = (
  rule: CountryRule,
  postalCode: string | null | undefined
): 'PostalCodeRequired' | 'PostalCodeFormat' | undefined => {
  const given = postalCode?.trim() ?? ''
  if (given === '') return rule.postalCodeRequired.value ? 'PostalCodeRequired' : undefined
  const format = rule.postalCode.value
  return format === undefined || new RegExp(format.pattern).test(normalisePostalCode(rule, given))
    ? undefined
    : 'PostalCodeFormat'
}
