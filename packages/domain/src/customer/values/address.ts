import * as t from 'io-ts'
import { optional, optionalText, text } from '../../kernel/text.js'
import { CountryCode } from './country-code.js'
import { EmailAddress } from './email-address.js'

/** An address of Partner Center (partner-center.md §1.4). `PersonalText` is the type of the values that belong to a person. */
export interface Address<PersonalText = string> {
  readonly country: string
  readonly region: string | null
  readonly state: string | null
  readonly city: string | null
  readonly district: string | null
  readonly postalCode: string | null
  readonly addressLine1: PersonalText
  readonly addressLine2: PersonalText | null
  readonly addressLine3: PersonalText | null
  readonly firstName: PersonalText | null
  readonly middleName: PersonalText | null
  readonly lastName: PersonalText | null
  readonly phoneNumber: PersonalText | null
  readonly emailAddress: PersonalText | null
}

const optionalLeaves = {
  region: optionalText(256),
  state: optionalText(256),
  city: optionalText(256),
  district: optionalText(256),
  postalCode: optionalText(256),
  addressLine2: optionalText(200),
  addressLine3: optionalText(200),
  firstName: optionalText(50),
  middleName: optionalText(50),
  lastName: optionalText(50),
  phoneNumber: optionalText(256),
  emailAddress: optional(EmailAddress)
}

/** The address of a billing profile: country and first line required, lengths as documented, nothing about the country's rules. */
export const Address: t.Type<Address, unknown> = t.strict(
  { country: CountryCode, addressLine1: text(200), ...optionalLeaves },
  'an address'
)

/** The address of a company profile: a fact of registration, of which any part may be missing. */
export interface CompanyAddress<PersonalText = string> extends Omit<Address<PersonalText>, 'country' | 'addressLine1'> {
  readonly country: string | null
  readonly addressLine1: PersonalText | null
}

export const CompanyAddress: t.Type<CompanyAddress, unknown> = t.strict(
  { country: optional(CountryCode), addressLine1: optionalText(200), ...optionalLeaves },
  'an address'
)
