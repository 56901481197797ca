import type { CountryRule } from './country-rule.js'

const listed = (rule: CountryRule, text: string): string | undefined => {
  const lowerCase = text.toLowerCase()
  return rule.states.value?.find((state) => state.toLowerCase() === lowerCase)
}

/** A listed state in the list's letter case; any other text as it is. */
export const normaliseState = (rule: CountryRule, text: string): string => listed(rule, text) ?? text

/** Only where the country has a list of states does an unknown one matter. */
export const checkState = (
  rule: CountryRule,
  state: string | null | undefined
): 'StateRequired' | 'StateUnknown' | undefined => {
  const given = state?.trim() ?? ''
  if (given === '') return rule.stateRequired.value ? 'StateRequired' : undefined
  return rule.states.value !== undefined && listed(rule, given) === undefined ? 'StateUnknown' : undefined
}

/** Partner Center answers a region where none is allowed with "StateInvalid", as it answers an unknown state. */
export const checkRegion = (rule: CountryRule, region: string | null | undefined): 'StateUnknown' | undefined =>
  rule.regionAllowed.value || (region?.trim() ?? '') === '' ? undefined : 'StateUnknown'
