import type { CountryRuleValues, RuleSource } from './country-rule.js'

/** A country's values, each with the index of its source. */
export type CountryRuleCells = {
  readonly [Field in keyof CountryRuleValues]: readonly [CountryRuleValues[Field], number]
}
type Always = 'name' | 'cityRequired' | 'stateRequired' | 'postalCodeRequired' | 'cultures'

/** The committed data: a country's row is its own cells over the defaults. */
export interface GeneratedCountryRules {
  readonly sources: ReadonlyArray<RuleSource>
  readonly defaults: Omit<CountryRuleCells, Always>
  readonly countries: Readonly<Record<string, Pick<CountryRuleCells, Always> & Partial<CountryRuleCells>>>
}
