import * as t from 'io-ts'
import { optional, text } from '../../kernel/text.js'
import { Uuid } from '../../kernel/uuid.js'
import { Address } from './address.js'
import { EmailAddress } from './email-address.js'

/** Who receives invoices, where, in which language (partner-center.md §1.3). Replaced as a whole by UpdateBillingInfo. */
export interface BillingProfile<PersonalText = string> {
  /** Given by Partner Center, immutable; null where nobody knew it at registration. */
  readonly id: string | null
  readonly firstName: PersonalText
  readonly lastName: PersonalText
  readonly email: PersonalText
  /** BCP 47, such as `en-US`: of communication and currency. */
  readonly culture: string
  readonly language: string
  readonly companyName: string
  readonly defaultAddress: Address<PersonalText>
}

export const billingProfileFields = {
  id: optional(Uuid),
  firstName: text(50),
  lastName: text(50),
  email: EmailAddress,
  culture: text(256),
  language: text(256),
  companyName: text(255),
  defaultAddress: Address
}

export const BillingProfile: t.Type<BillingProfile, unknown> = t.strict(billingProfileFields, 'a billing profile')
