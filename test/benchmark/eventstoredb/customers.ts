import { randomUUID } from 'node:crypto'
import type { EventStore } from '@accountable/domain/application'
import { createCustomerApplication } from '@accountable/domain/application'
import { sha1, sha256 } from '../../domain/digests.js'

export type CustomerApplication = ReturnType<typeof createCustomerApplication>

export const applicationOver = (eventStore: EventStore): CustomerApplication =>
  createCustomerApplication({ eventStore, clock: Date.now, newId: randomUUID, sha1, sha256 })

const actor = {
  kind: 'user',
  id: '9dc1826f-d85a-56a3-8313-c3de6db0fbe7',
  userPrincipalName: 'ada@partner.example',
  tenantId: '41d5d93c-0d66-521c-9308-ed7334c6e69d',
  roles: ['AdminAgent']
}

const billing = (lastName: string) => ({
  firstName: 'Dana',
  lastName,
  email: 'accounts@contoso.example',
  culture: 'en-US',
  language: 'en',
  companyName: 'Contoso, Ltd.',
  defaultAddress: {
    country: 'US',
    city: 'Redmond',
    state: 'WA',
    addressLine1: '1 Microsoft Way',
    postalCode: '98052',
    firstName: 'Dana',
    lastName,
    phoneNumber: '4255550101'
  }
})

const command = (customerId: string, rest: object): object => ({
  customerId,
  commandId: randomUUID(),
  issuedAt: new Date().toISOString(),
  actor,
  correlationId: randomUUID(),
  source: 'benchmark',
  ...rest
})

export const registerCustomer = (customerId: string): object =>
  command(customerId, {
    type: 'RegisterCustomer',
    reason: { code: 'NewCustomer' },
    data: {
      id: customerId,
      commerceId: randomUUID(),
      companyProfile: { tenantId: customerId, domain: 'contoso.onmicrosoft.com', companyName: 'Contoso, Ltd.' },
      billingProfile: { id: randomUUID(), ...billing('Reyes') },
      relationshipToPartner: 'reseller',
      allowDelegatedAccess: true
    }
  })

/** Always a change where nothing else is asked for: odd and even revisions have another name. */
export const updateBillingInfo = (
  customerId: string,
  expectedRevision: bigint,
  lastName = expectedRevision % 2n === 0n ? 'Raman' : 'Reyes'
): object =>
  command(customerId, {
    type: 'UpdateBillingInfo',
    expectedRevision: expectedRevision.toString(),
    reason: { code: 'CustomerRequest' },
    data: billing(lastName)
  })

export const updateCompanyDetails = (customerId: string, expectedRevision: bigint, companyName: string): object =>
  command(customerId, {
    type: 'UpdateCompanyDetails',
    expectedRevision: expectedRevision.toString(),
    reason: { code: 'LegalNameChange' },
    data: { companyName }
  })
