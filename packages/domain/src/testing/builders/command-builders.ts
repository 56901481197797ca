import type {
  CustomerCommand,
  commandCodecs,
  GrantPurchasePermission,
  RegisterCustomer,
  RevokePurchasePermission,
  UpdateBillingInfo,
  UpdateCompanyDetails
} from '../../customer/commands.js'
import { revision } from '../../kernel/revision.js'
import { actor, billingProfile, customerId, partnerCenterCustomer, purchaseEvidence, uuid } from './account-builders.js'
import { type Overrides, overridden } from './overrides.js'

/** The commandId of the registration that builders of events and commands agree on. */
export const registrationId = uuid(0xa0)

const envelope = (commandId: string, code: string) => ({
  customerId,
  commandId,
  expectedRevision: null,
  issuedAt: '2026-01-05T09:12:44.120Z',
  actor: actor(),
  reason: { code, text: null, ticket: null },
  correlationId: null,
  causationId: null,
  traceparent: null,
  source: null,
  confirm: []
})

export const registerCustomer = (overrides?: Overrides<RegisterCustomer>): RegisterCustomer =>
  overridden<RegisterCustomer>(
    { type: 'RegisterCustomer', ...envelope(registrationId, 'DataImport'), data: partnerCenterCustomer() },
    overrides
  )

/** Renames the company and gives its registration number, at revision 0. */
export const updateCompanyDetails = (overrides?: Overrides<UpdateCompanyDetails>): UpdateCompanyDetails =>
  overridden<UpdateCompanyDetails>(
    {
      type: 'UpdateCompanyDetails',
      ...envelope(uuid(0xa1), 'LegalNameChange'),
      expectedRevision: revision(0n),
      data: {
        companyName: 'Contoso Wholesale Company',
        organizationRegistrationNumber: '91-1144442',
        id: null,
        tenantId: null,
        commerceId: null,
        domain: null
      }
    },
    overrides
  )

/** Moves the company to another street, at revision 0. */
export const updateBillingInfo = (overrides?: Overrides<UpdateBillingInfo>): UpdateBillingInfo =>
  overridden<UpdateBillingInfo>(
    {
      type: 'UpdateBillingInfo',
      ...envelope(uuid(0xa2), 'AddressMove'),
      expectedRevision: revision(0n),
      data: billingProfile({ id: null, defaultAddress: { addressLine1: '2 Harbour Road' } })
    },
    overrides
  )

export const grantPurchasePermission = (overrides?: Overrides<GrantPurchasePermission>): GrantPurchasePermission =>
  overridden<GrantPurchasePermission>(
    {
      type: 'GrantPurchasePermission',
      ...envelope(uuid(0xa3), 'ContractSigned'),
      data: { resource: 'AzureReservedInstances', evidence: purchaseEvidence(), partnerPaysAcknowledged: true }
    },
    overrides
  )

export const revokePurchasePermission = (overrides?: Overrides<RevokePurchasePermission>): RevokePurchasePermission =>
  overridden<RevokePurchasePermission>(
    {
      type: 'RevokePurchasePermission',
      ...envelope(uuid(0xa4), 'CreditRisk'),
      data: { resource: 'AzureReservedInstances' }
    },
    overrides
  )

/** A command as a caller submits it: plain JSON, the revision in decimal. */
export const submitted = (command: CustomerCommand): Readonly<Record<string, unknown>> => ({
  ...command,
  expectedRevision: command.expectedRevision === null ? null : command.expectedRevision.toString()
})

/** One builder for each type of command. */
export const commandBuilders = {
  RegisterCustomer: registerCustomer,
  UpdateCompanyDetails: updateCompanyDetails,
  UpdateBillingInfo: updateBillingInfo,
  GrantPurchasePermission: grantPurchasePermission,
  RevokePurchasePermission: revokePurchasePermission
} as const satisfies { readonly [Type in keyof typeof commandCodecs]: () => Extract<CustomerCommand, { type: Type }> }
