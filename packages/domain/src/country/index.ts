export { countryCodes, isCountryCode } from './country-code.js'
export type {
  CountryRule,
  CountryRuleValues,
  PostalCodeFormat,
  RegistrationNumberFormat,
  RuleSource,
  Sourced
} from './country-rule.js'
export type { CountryRuleOverrides } from './country-rule-overrides.js'
export type { CountryRuleViolation } from './country-rule-violation.js'
export {
  type CountryRules,
  createCountryRules,
  defaultCountryRules
} from './country-rules.js'
export type { PurchaseResource } from './purchase-resource.js'
