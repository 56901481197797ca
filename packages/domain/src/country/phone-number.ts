// The smallest metadata: possible lengths are all that is asked of them, and they are the same in every edition.
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { CountryRule } from './country-rule.js'

/** The national significant digits of a possible number of this country, without an extension. */
const nationalDigits = ({ country, callingCode }: CountryRule, text: string): string | undefined => {
  if (!isSupportedCountry(country)) return undefined
  const number = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false })
  return number?.countryCallingCode === callingCode.value && number?.ext === undefined && number?.isPossible()
    ? number.nationalNumber
    : undefined
}

/** Every reading but one drops a doubled prefix, so this many are enough for the longest number. */
const readings = 20

/**
 * The national significant digits, or the trimmed text where it is no possible number of the country. Digits that would
 * themselves be read as prefix and number (`+49 0 30…`) are read again, so that normalising twice changes nothing.
 */
export const normalisePhoneNumber = (rule: CountryRule, text: string): string => {
  let kept = text.trim()
  for (let reading = 0; reading < readings; reading++) {
    const digits = nationalDigits(rule, kept)
    if (digits === undefined || digits === kept) return kept
    kept = digits
  }
  return kept
}

/** A number must be possible in the country and fit its pattern, if it has one. Where no numbering plan exists, any text does. */
export const checkPhoneNumber = (
  rule: CountryRule,
  phoneNumber: string | null | undefined
): 'PhoneRequired' | 'PhoneFormat' | undefined => {
  const given = phoneNumber?.trim() ?? ''
  if (given === '') return rule.phoneRequired.value ? 'PhoneRequired' : undefined
  if (!isSupportedCountry(rule.country)) return undefined
  const digits = nationalDigits(rule, normalisePhoneNumber(rule, given))
  const pattern = rule.phonePattern.value
  return digits !== undefined && (pattern === undefined || new RegExp(pattern).test(digits)) ? undefined : 'PhoneFormat'
}
