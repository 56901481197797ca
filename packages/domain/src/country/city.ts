import type { CountryRule } from './country-rule.js'

/** Blank, null and undefined are the same absence. */
export const checkCity = (rule: CountryRule, city: string | null | undefined): 'CityRequired' | undefined =>
  rule.cityRequired.value && (city?.trim() ?? '') === '' ? 'CityRequired' : undefined
