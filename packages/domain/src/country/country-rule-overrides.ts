import type { CountryRule, CountryRuleValues } from './country-rule.js'
import { validatorNamed } from './registration-number.js'

/** An embedding team's own values, by country code; `version` is appended to that of the rules and names their source. */
export interface CountryRuleOverrides {
  readonly version: string
  readonly countries: Readonly<Record<string, Partial<CountryRuleValues>>>
}

const insist = (
  country: string,
  { postalCode, phonePattern, registrationNumber = [] }: Partial<CountryRuleValues>
): void => {
  const patterns = [postalCode?.pattern, phonePattern, ...registrationNumber.flatMap((n) => [n.shape, n.personal])]
  for (const pattern of patterns) RegExp(pattern ?? '') // throws what is malformed
  for (const { validator } of registrationNumber)
    if (validator !== undefined && validatorNamed(validator) === undefined)
      throw new TypeError(`Country rules of ${country}: stdnum has no validator ${validator}`)
}

/** Throws a TypeError or SyntaxError for what names no country or no validator and for malformed patterns. */
export const withOverrides = (
  rules: ReadonlyMap<string, CountryRule>,
  { version, countries }: CountryRuleOverrides
): ReadonlyMap<string, CountryRule> => {
  const result = new Map(rules)
  for (const [country, values] of Object.entries(countries)) {
    const rule = rules.get(country)
    if (rule === undefined) throw new TypeError(`Country rules: ${country} is no country of ISO 3166-1`)
    insist(country, values)
    const fields = Object.entries(values).map(([field, value]) => [field, { value, source: `override: ${version}` }])
    result.set(country, { ...rule, ...Object.fromEntries(fields) })
  }
  return result
}
