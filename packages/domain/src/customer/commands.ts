import * as t from 'io-ts'
import { type Command, commandCodec } from '../kernel/command.js'
import { optional, optionalText, text } from '../kernel/text.js'
import { Uuid } from '../kernel/uuid.js'
import { BillingProfile } from './values/billing-profile.js'
import { PartnerCenterCustomer } from './values/partner-center-customer.js'
import { PurchaseEvidence, PurchaseResource } from './values/purchase-permission.js'

/** A customer whom Partner Center knows becomes one whose changes are remembered. */
export type RegisterCustomer = Command<'RegisterCustomer', PartnerCenterCustomer>

/** Replaces name and registration number; the ids and the domain may be echoed, never changed. */
export type UpdateCompanyDetails = Command<'UpdateCompanyDetails', CompanyDetailsUpdate>

/** Replaces the billing profile as a whole. */
export type UpdateBillingInfo = Command<'UpdateBillingInfo', BillingProfile>

/** Lets the customer purchase a resource itself, at the partner's expense. */
export type GrantPurchasePermission = Command<'GrantPurchasePermission', PurchasePermissionGrant>

/** Takes that permission away again. */
export type RevokePurchasePermission = Command<'RevokePurchasePermission', { readonly resource: PurchaseResource }>

export type CustomerCommand =
  | RegisterCustomer
  | UpdateCompanyDetails
  | UpdateBillingInfo
  | GrantPurchasePermission
  | RevokePurchasePermission

export interface CompanyDetailsUpdate {
  readonly companyName: string
  readonly organizationRegistrationNumber: string | null
  readonly id: string | null
  readonly tenantId: string | null
  readonly commerceId: string | null
  readonly domain: string | null
}

export interface PurchasePermissionGrant {
  readonly resource: PurchaseResource
  readonly evidence: PurchaseEvidence | null
  readonly partnerPaysAcknowledged: true
}

const CompanyDetailsUpdate: t.Type<CompanyDetailsUpdate, unknown> = t.strict(
  {
    companyName: text(255),
    organizationRegistrationNumber: optionalText(256),
    id: optional(Uuid),
    tenantId: optional(Uuid),
    commerceId: optional(Uuid),
    domain: optionalText(256)
  },
  'the company details'
)

const Acknowledged = new t.Type<true, unknown>(
  'true',
  (u): u is true => u === true,
  (u, context) =>
    u === true
      ? t.success(u)
      : t.failure(u, context, 'Required|true: the partner pays for every purchase and is not notified'),
  t.identity
)

const PurchasePermissionGrant: t.Type<PurchasePermissionGrant, unknown> = t.strict(
  { resource: PurchaseResource, evidence: optional(PurchaseEvidence), partnerPaysAcknowledged: Acknowledged },
  'a grant'
)

/** The reasons that each command knows (design §3). */
export const reasonCodes = {
  RegisterCustomer: ['DataImport', 'NewCustomer', 'Correction'],
  UpdateCompanyDetails: ['CustomerRequest', 'LegalNameChange', 'Merger', 'Correction', 'DataImport', 'Other'],
  UpdateBillingInfo: [
    'CustomerRequest',
    'ContactChange',
    'AddressMove',
    'LegalNameChange',
    'Correction',
    'DataImport',
    'Other'
  ],
  GrantPurchasePermission: ['ContractSigned', 'CustomerRequest', 'Correction', 'Other'],
  RevokePurchasePermission: [
    'CustomerRequest',
    'CreditRisk',
    'ContractEnded',
    'SecurityIncident',
    'Correction',
    'Other'
  ]
} as const satisfies Record<CustomerCommand['type'], ReadonlyArray<string>>

const codecOf = <Type extends CustomerCommand['type'], Data>(
  type: Type,
  data: t.Type<Data, unknown>,
  required: { readonly reason?: boolean; readonly expectedRevision?: boolean } = {}
): t.Type<Command<Type, Data>, unknown> =>
  commandCodec({
    type,
    data,
    reasons: reasonCodes[type],
    reasonRequired: required.reason ?? false,
    expectedRevisionRequired: required.expectedRevision ?? false
  })

/** One codec for each kind of command. */
export const commandCodecs = {
  RegisterCustomer: codecOf('RegisterCustomer', PartnerCenterCustomer),
  UpdateCompanyDetails: codecOf('UpdateCompanyDetails', CompanyDetailsUpdate, { expectedRevision: true }),
  UpdateBillingInfo: codecOf('UpdateBillingInfo', BillingProfile, { expectedRevision: true }),
  GrantPurchasePermission: codecOf('GrantPurchasePermission', PurchasePermissionGrant, { reason: true }),
  RevokePurchasePermission: codecOf(
    'RevokePurchasePermission',
    t.strict({ resource: PurchaseResource }, 'a revocation'),
    { reason: true }
  )
} as const satisfies {
  readonly [Type in CustomerCommand['type']]: t.Type<Extract<CustomerCommand, { type: Type }>, unknown>
}

/** The types of all commands, in the order in which people read them. */
export const commandTypes = Object.keys(commandCodecs) as ReadonlyArray<CustomerCommand['type']>
