import { stdnum } from 'stdnum'
import type { CountryRule, RegistrationNumberFormat } from './country-rule.js'

const separators = /[\s./\p{Pd}]/gu

/** A validator of stdnum by its name, `COUNTRY.name`. */
export const validatorNamed = (name: string) => {
  const [country = '', validator = ''] = name.split('.')
  return stdnum[country]?.[validator]
}

const fits = ({ shape, validator, personal }: RegistrationNumberFormat, text: string): boolean => {
  const match = new RegExp(`^(?:${shape})$`).exec(text.normalize('NFKC').toUpperCase().replace(separators, ''))
  if (match === null || (personal !== undefined && new RegExp(personal).test(text))) return false
  return validator === undefined || validatorNamed(validator)?.validate(match[1] ?? match[0]).isValid === true
}

/** A number must fit one of the country's formats, however it is punctuated; where there is none, any text does. */
export const checkRegistrationNumber = (
  rule: CountryRule,
  registrationNumber: string | null | undefined
): 'RegistrationNumberRequired' | 'RegistrationNumberFormat' | undefined => {
  const given = registrationNumber?.trim() ?? ''
  if (given === '') return rule.registrationNumberRequired.value ? 'RegistrationNumberRequired' : undefined
  const formats = rule.registrationNumber.value
  return formats.length === 0 || formats.some((format) => fits(format, given)) ? undefined : 'RegistrationNumberFormat'
}
