/** The codes with which the rules of a country refuse a value. */
export type CountryRuleViolation =
  | 'CityRequired'
  | 'StateRequired'
  | 'StateUnknown'
  | 'PostalCodeRequired'
  | 'PostalCodeFormat'
  | 'PhoneRequired'
  | 'PhoneFormat'
  | 'RegistrationNumberRequired'
  | 'RegistrationNumberFormat'
  | 'CultureUnsupported'
