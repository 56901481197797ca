import type { CountryRule } from './country-rule.js'

/** `null` and undefined are an absent city. */
export const checkCity = (rule: CountryRule, city: string | null | undefined): 'CityRequired' | undefined =>
  rule.cityRequired.value && (city ?? '') === '' ? 'CityRequired' : undefined
