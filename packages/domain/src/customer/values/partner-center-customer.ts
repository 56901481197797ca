import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { optional, optionalText } from '../../kernel/text.js'
import { Uuid } from '../../kernel/uuid.js'
import { type BillingProfile, billingProfileFields } from './billing-profile.js'
import { SubmittedCompanyProfile } from './company-profile.js'

/**
 * A customer as Partner Center answers `GET /v1/customers/{id}` (partner-center.md §1.1). Links and other attributes are
 * passed over; credentials never get in.
 */
export interface PartnerCenterCustomer {
  readonly id: string
  readonly commerceId: string | null
  readonly companyProfile: SubmittedCompanyProfile
  readonly billingProfile: BillingProfile & { readonly attributes: { readonly etag: string | null } | null }
  readonly relationshipToPartner: string | null
  readonly allowDelegatedAccess: boolean | null
  readonly customDomains: ReadonlyArray<string> | null
  readonly associatedPartnerId: string | null
}

const flag = new t.Type<boolean>(
  'true or false',
  (u): u is boolean => typeof u === 'boolean',
  (u, context) => (typeof u === 'boolean' ? t.success(u) : t.failure(u, context, 'WrongType|true or false')),
  t.identity
)

/** At most 900 custom domains: what one Microsoft Entra tenant can hold. */
const Domains = new t.Type<ReadonlyArray<string>, unknown>(
  'a list of at most 900 domains',
  (u): u is ReadonlyArray<string> => Array.isArray(u) && u.every((item) => typeof item === 'string'),
  (u, context) => {
    if (Array.isArray(u) && u.length > 900) return t.failure(u, context, 'TooLong|at most 900 domains')
    const decoded = t.array(optionalText(256), 'a list of domains').validate(u, context)
    return E.isLeft(decoded) ? decoded : t.success(decoded.right.filter((domain) => domain !== null))
  },
  t.identity
)

const Attributes = t.strict({ etag: optionalText(256) }, 'the attributes')

export const PartnerCenterCustomer: t.Type<PartnerCenterCustomer, unknown> = t.strict(
  {
    id: Uuid,
    commerceId: optional(Uuid),
    companyProfile: SubmittedCompanyProfile,
    billingProfile: t.strict({ ...billingProfileFields, attributes: optional(Attributes) }, 'a billing profile'),
    relationshipToPartner: optionalText(256),
    allowDelegatedAccess: optional(flag),
    customDomains: optional(Domains),
    associatedPartnerId: optionalText(256)
  },
  'a customer of Partner Center'
)
