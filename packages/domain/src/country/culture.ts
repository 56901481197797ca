import type { CountryRule } from './country-rule.js'

/** Culture tags are compared without regard to letter case, as BCP 47 asks. */
export const checkCulture = (
  rule: CountryRule,
  culture: string | null | undefined
): 'CultureUnsupported' | undefined => {
  const given = (culture ?? '').trim().toLowerCase()
  return given === '' || rule.cultures.value.some((supported) => supported.toLowerCase() === given)
    ? undefined
    : 'CultureUnsupported'
}
