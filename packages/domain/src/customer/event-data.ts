// Stored for ever: see events.ts. A codec that changes here makes old facts another thing; add a version and an upcaster instead.
import * as t from 'io-ts'
import { Erased, isErased, type Personal } from '../kernel/personal-data.js'
import type { ChangedField, CustomerEvent } from './events.js'
import type { Address, CompanyAddress } from './values/address.js'
import type { BillingProfile } from './values/billing-profile.js'

const ErasedCodec = new t.Type<Erased, unknown>(
  'erased',
  isErased,
  (u, context) => (isErased(u) ? t.success(Erased) : t.failure(u, context)),
  t.identity
)
const orNull = <A>(codec: t.Type<A, unknown>): t.Type<A | null, unknown> => t.union([codec, t.null])
const PersonalText: t.Type<Personal<string>, unknown> = t.union([t.string, ErasedCodec])
const textOrNull = orNull(t.string)
const personalOrNull = orNull(PersonalText)

const StoredChange: t.Type<ChangedField, unknown> = t.strict({
  path: t.string,
  from: t.union([PersonalText, t.boolean, t.null]),
  to: t.union([PersonalText, t.boolean, t.null])
})

const addressLeaves = {
  region: textOrNull,
  state: textOrNull,
  city: textOrNull,
  district: textOrNull,
  postalCode: textOrNull,
  addressLine2: personalOrNull,
  addressLine3: personalOrNull,
  firstName: personalOrNull,
  middleName: personalOrNull,
  lastName: personalOrNull,
  phoneNumber: personalOrNull,
  emailAddress: personalOrNull
}
const StoredAddress: t.Type<Address<Personal<string>>, unknown> = t.strict({
  country: t.string,
  addressLine1: PersonalText,
  ...addressLeaves
})
const StoredCompanyAddress: t.Type<CompanyAddress<Personal<string>>, unknown> = t.strict({
  country: textOrNull,
  addressLine1: personalOrNull,
  ...addressLeaves
})
const StoredBillingProfile: t.Type<BillingProfile<Personal<string>>, unknown> = t.strict({
  id: textOrNull,
  firstName: PersonalText,
  lastName: PersonalText,
  email: PersonalText,
  culture: t.string,
  language: t.string,
  companyName: t.string,
  defaultAddress: StoredAddress
})
const Resource = t.keyof({ AzureReservedInstances: null, AzureSavingsPlan: null })

/** Today's shape of every event's data, as io-ts codecs; the structural readers are checked against them. */
export const eventCodecs = {
  CustomerRegistered: t.strict({
    customerId: t.string,
    commerceId: textOrNull,
    companyProfile: t.strict({
      tenantId: t.string,
      domain: t.string,
      companyName: t.string,
      organizationRegistrationNumber: personalOrNull,
      address: orNull(StoredCompanyAddress),
      email: personalOrNull
    }),
    billingProfile: StoredBillingProfile,
    relationshipToPartner: textOrNull,
    allowDelegatedAccess: t.union([t.boolean, t.null]),
    customDomains: t.readonlyArray(t.string),
    associatedPartnerId: textOrNull,
    etag: textOrNull,
    warnings: t.readonlyArray(t.strict({ path: t.string, code: t.string })),
    contact: t.string
  }),
  CompanyDetailsUpdated: t.strict({
    customerId: t.string,
    companyDetails: t.strict({ companyName: t.string, organizationRegistrationNumber: personalOrNull }),
    changes: t.readonlyArray(StoredChange),
    confirmed: t.readonlyArray(t.string),
    contact: t.string
  }),
  BillingInfoUpdated: t.strict({
    customerId: t.string,
    billingProfile: StoredBillingProfile,
    changes: t.readonlyArray(StoredChange),
    confirmed: t.readonlyArray(t.string),
    contact: t.string,
    previousContact: textOrNull
  }),
  PurchasePermissionGranted: t.strict({
    customerId: t.string,
    resource: Resource,
    evidence: t.strict({ subscriptionId: t.string, offer: t.string, checkedAt: t.string }),
    partnerPaysAcknowledged: t.literal(true),
    changes: t.readonlyArray(StoredChange)
  }),
  PurchasePermissionRevoked: t.strict({
    customerId: t.string,
    resource: Resource,
    changes: t.readonlyArray(StoredChange)
  })
} as const satisfies {
  readonly [Type in CustomerEvent['type']]: t.Type<Extract<CustomerEvent, { type: Type }>['data'], unknown>
}
