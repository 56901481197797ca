import * as t from 'io-ts'
import { optional, optionalText, text } from '../../kernel/text.js'
import { Uuid } from '../../kernel/uuid.js'
import { CompanyAddress } from './address.js'
import { EmailAddress } from './email-address.js'

/** The organisation's own data (partner-center.md §1.2). Only name and registration number change after registration. */
export interface CompanyProfile<PersonalText = string> {
  readonly tenantId: string
  readonly domain: string
  readonly companyName: string
  readonly organizationRegistrationNumber: PersonalText | null
  readonly address: CompanyAddress<PersonalText> | null
  readonly email: PersonalText | null
}

/** The two fields that UpdateCompanyDetails replaces. */
export type CompanyDetails<PersonalText = string> = Pick<
  CompanyProfile<PersonalText>,
  'companyName' | 'organizationRegistrationNumber'
>

/** As submitted: the tenant may be left out, it is the customer's id. */
export interface SubmittedCompanyProfile extends Omit<CompanyProfile, 'tenantId'> {
  readonly tenantId: string | null
}

export const SubmittedCompanyProfile: t.Type<SubmittedCompanyProfile, unknown> = t.strict(
  {
    tenantId: optional(Uuid),
    domain: text(256),
    companyName: text(255),
    organizationRegistrationNumber: optionalText(256),
    address: optional(CompanyAddress),
    email: optional(EmailAddress)
  },
  'a company profile'
)
