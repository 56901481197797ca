// Stored for ever: these types, their names and the names of their fields are what lies in the store. A change of shape is a
// new version with an upcaster (upcasters.ts), never an edit.
import * as t from 'io-ts'
import type { Event } from '../kernel/event.js'
import { Erased, isErased, type Personal } from '../kernel/personal-data.js'
import type { Address, CompanyAddress } from './values/address.js'
import type { BillingProfile } from './values/billing-profile.js'
import type { CompanyDetails, CompanyProfile } from './values/company-profile.js'
import type { PurchaseEvidence, PurchaseResource } from './values/purchase-permission.js'

type PersonalText = Personal<string>

/** One leaf that changed: an RFC 6901 pointer into the account, and its old and new value; null where there is none. */
export interface ChangedField {
  readonly path: string
  readonly from: Personal<string> | boolean | null
  readonly to: Personal<string> | boolean | null
}

/** A rule that an imported fact breaks: noted, not negotiated. Never quotes a value. */
export interface RegistrationWarning {
  readonly path: string
  readonly code: string
}

/** The facts that a customer was registered with. */
export interface RegisteredFacts<Text = PersonalText> {
  readonly customerId: string
  readonly commerceId: string | null
  readonly companyProfile: CompanyProfile<Text>
  readonly billingProfile: BillingProfile<Text>
  readonly relationshipToPartner: string | null
  readonly allowDelegatedAccess: boolean | null
  readonly customDomains: ReadonlyArray<string>
  readonly associatedPartnerId: string | null
}

export type CustomerRegistered = Event<
  'CustomerRegistered',
  RegisteredFacts & {
    /** The billing profile's etag in Partner Center at that moment: a signed 64-bit decimal, a string. */
    readonly etag: string | null
    readonly warnings: ReadonlyArray<RegistrationWarning>
    /** The commandId that first named the billing contact: whose the personal values are (design §4). */
    readonly contact: string
  }
>

export type CompanyDetailsUpdated = Event<
  'CompanyDetailsUpdated',
  {
    readonly customerId: string
    readonly companyDetails: CompanyDetails<PersonalText>
    readonly changes: ReadonlyArray<ChangedField>
    readonly confirmed: ReadonlyArray<string>
    readonly contact: string
  }
>

export type BillingInfoUpdated = Event<
  'BillingInfoUpdated',
  {
    readonly customerId: string
    readonly billingProfile: BillingProfile<PersonalText>
    readonly changes: ReadonlyArray<ChangedField>
    readonly confirmed: ReadonlyArray<string>
    readonly contact: string
    /** Whose the old values are, where this event names another contact. */
    readonly previousContact: string | null
  }
>

export type PurchasePermissionGranted = Event<
  'PurchasePermissionGranted',
  {
    readonly customerId: string
    readonly resource: PurchaseResource
    readonly evidence: PurchaseEvidence
    readonly partnerPaysAcknowledged: true
    readonly changes: ReadonlyArray<ChangedField>
  }
>

export type PurchasePermissionRevoked = Event<
  'PurchasePermissionRevoked',
  {
    readonly customerId: string
    readonly resource: PurchaseResource
    readonly changes: ReadonlyArray<ChangedField>
  }
>

export type CustomerEvent =
  | CustomerRegistered
  | CompanyDetailsUpdated
  | BillingInfoUpdated
  | PurchasePermissionGranted
  | PurchasePermissionRevoked

const ErasedCodec = new t.Type<Erased, unknown>(
  'erased',
  isErased,
  (u, context) => (isErased(u) ? t.success(Erased) : t.failure(u, context)),
  t.identity
)
const orNull = <A>(codec: t.Type<A, unknown>): t.Type<A | null, unknown> => t.union([codec, t.null])
const PersonalText: t.Type<PersonalText, unknown> = t.union([t.string, ErasedCodec])
const textOrNull = orNull(t.string)
const personalOrNull = orNull(PersonalText)

const ChangedField: t.Type<ChangedField, unknown> = t.strict({
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
const StoredAddress: t.Type<Address<PersonalText>, unknown> = t.strict({
  country: t.string,
  addressLine1: PersonalText,
  ...addressLeaves
})
const StoredCompanyAddress: t.Type<CompanyAddress<PersonalText>, unknown> = t.strict({
  country: textOrNull,
  addressLine1: personalOrNull,
  ...addressLeaves
})
const StoredBillingProfile: t.Type<BillingProfile<PersonalText>, unknown> = t.strict({
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
    changes: t.readonlyArray(ChangedField),
    confirmed: t.readonlyArray(t.string),
    contact: t.string
  }),
  BillingInfoUpdated: t.strict({
    customerId: t.string,
    billingProfile: StoredBillingProfile,
    changes: t.readonlyArray(ChangedField),
    confirmed: t.readonlyArray(t.string),
    contact: t.string,
    previousContact: textOrNull
  }),
  PurchasePermissionGranted: t.strict({
    customerId: t.string,
    resource: Resource,
    evidence: t.strict({ subscriptionId: t.string, offer: t.string, checkedAt: t.string }),
    partnerPaysAcknowledged: t.literal(true),
    changes: t.readonlyArray(ChangedField)
  }),
  PurchasePermissionRevoked: t.strict({
    customerId: t.string,
    resource: Resource,
    changes: t.readonlyArray(ChangedField)
  })
} as const satisfies {
  readonly [Type in CustomerEvent['type']]: t.Type<Extract<CustomerEvent, { type: Type }>['data'], unknown>
}
