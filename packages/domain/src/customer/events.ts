// Stored for ever: these types, their names and the names of their fields are what lies in the store. A change of shape is a
// new version with an upcaster (upcasters.ts), never an edit.
import type { Event } from '../kernel/event.js'
import type { Personal } from '../kernel/personal-data.js'
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
