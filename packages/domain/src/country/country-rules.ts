import { checkCity } from './city.js'
import { isCountryCode } from './country-code.js'
import type { CountryRule, Sourced } from './country-rule.js'
import { type CountryRuleOverrides, withOverrides } from './country-rule-overrides.js'
import type { CountryRuleViolation } from './country-rule-violation.js'
import { generatedCountryRules } from './country-rules.generated.js'
import { generatedCountryRulesVersion } from './country-rules-version.generated.js'
import { checkCulture } from './culture.js'
import type { CountryRuleCells } from './generated-country-rules.js'
import { checkPhoneNumber, normalisePhoneNumber } from './phone-number.js'
import { checkPostalCode, normalisePostalCode } from './postal-code.js'
import { checkRegistrationNumber } from './registration-number.js'
import { checkRegion, checkState, normaliseState } from './state.js'

/** A value that a customer's data may lack: null, undefined and blank text are the same absence. */
type Given = string | null | undefined

/**
 * The rules of all countries. Everything is pure and total: a country, in either case, that ISO 3166-1 does not assign has
 * a rule that requires nothing. A check answers the code of what is wrong, undefined if nothing is, and does not need its
 * value normalised.
 */
export interface CountryRules {
  /** Names the data and the libraries that decided; stored with every event. */
  readonly version: string
  readonly ruleOf: (country: string) => CountryRule
  readonly normaliseState: (country: string, text: string) => string
  readonly normalisePostalCode: (country: string, text: string) => string
  readonly normalisePhoneNumber: (country: string, text: string) => string
  readonly checkCity: (country: string, city: Given) => CountryRuleViolation | undefined
  readonly checkState: (country: string, state: Given) => CountryRuleViolation | undefined
  readonly checkRegion: (country: string, region: Given) => CountryRuleViolation | undefined
  readonly checkPostalCode: (country: string, postalCode: Given) => CountryRuleViolation | undefined
  readonly checkPhoneNumber: (country: string, phoneNumber: Given) => CountryRuleViolation | undefined
  readonly checkRegistrationNumber: (country: string, registrationNumber: Given) => CountryRuleViolation | undefined
  readonly checkCulture: (country: string, culture: Given) => CountryRuleViolation | undefined
}

const { sources, defaults, countries } = generatedCountryRules

const sourced = <A>([value, source]: readonly [A, number]): Sourced<A> => ({ value, source: sources[source] ?? 'none' })

const ruleFrom = (country: string, cells: CountryRuleCells): CountryRule => ({
  country,
  name: sourced(cells.name),
  cityRequired: sourced(cells.cityRequired),
  stateRequired: sourced(cells.stateRequired),
  postalCodeRequired: sourced(cells.postalCodeRequired),
  states: sourced(cells.states),
  regionAllowed: sourced(cells.regionAllowed),
  postalCode: sourced(cells.postalCode),
  cultures: sourced(cells.cultures),
  callingCode: sourced(cells.callingCode),
  phonePattern: sourced(cells.phonePattern),
  phoneRequired: sourced(cells.phoneRequired),
  registrationNumberRequired: sourced(cells.registrationNumberRequired),
  registrationNumber: sourced(cells.registrationNumber),
  unavailableResources: sourced(cells.unavailableResources)
})

const builtIn = new Map(
  Object.entries(countries).map(([country, cells]) => [country, ruleFrom(country, { ...defaults, ...cells })])
)

const nowhere = (country: string): CountryRule =>
  ruleFrom(country, {
    ...defaults,
    name: [country, 0],
    cityRequired: [false, 0],
    stateRequired: [false, 0],
    postalCodeRequired: [false, 0],
    cultures: [['en-US'], 0]
  })

/**
 * The built-in rules, with an embedding team's values over them. Throws a TypeError or SyntaxError if an override names
 * no country or no validator, or has a malformed pattern: those are programmer errors.
 */
export const createCountryRules = ({ overrides }: { readonly overrides?: CountryRuleOverrides } = {}): CountryRules => {
  const rules = overrides === undefined ? builtIn : withOverrides(builtIn, overrides)
  const ruleOf = (country: string): CountryRule =>
    (isCountryCode(country) ? rules.get(country.toUpperCase()) : undefined) ?? nowhere(country)
  const of =
    <A, B>(use: (rule: CountryRule, value: A) => B) =>
    (country: string, value: A): B =>
      use(ruleOf(country), value)
  return {
    version:
      overrides === undefined ? generatedCountryRulesVersion : `${generatedCountryRulesVersion} ${overrides.version}`,
    ruleOf,
    normaliseState: of(normaliseState),
    normalisePostalCode: of(normalisePostalCode),
    normalisePhoneNumber: of(normalisePhoneNumber),
    checkCity: of(checkCity),
    checkState: of(checkState),
    checkRegion: of(checkRegion),
    checkPostalCode: of(checkPostalCode),
    checkPhoneNumber: of(checkPhoneNumber),
    checkRegistrationNumber: of(checkRegistrationNumber),
    checkCulture: of(checkCulture)
  }
}

/** The built-in rules as they are. */
export const defaultCountryRules: CountryRules = createCountryRules()
