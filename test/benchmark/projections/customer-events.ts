import { nodeEnvironment } from '@accountable/adapters/environment'
import { type CustomerEvent, createCustomerEventEncoder } from '@accountable/domain/customer'
import { type EventMetadata, position, revision, type StoredEvent } from '@accountable/domain/kernel'
import type { EventFeed } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { NEVER } from 'rxjs'

const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`

const address = (line: string) => ({
  country: 'US',
  region: null,
  state: 'WA',
  city: 'Redmond',
  district: null,
  postalCode: '98052',
  addressLine1: line,
  addressLine2: null,
  addressLine3: null,
  firstName: 'Dana',
  middleName: null,
  lastName: 'Reyes',
  phoneNumber: '4255550101',
  emailAddress: null
})

const billing = (n: number) => ({
  id: uuid(7),
  firstName: 'Dana',
  lastName: 'Reyes',
  email: `accounts${n}@contoso.example`,
  culture: 'en-US',
  language: 'en',
  companyName: 'Contoso, Ltd.',
  defaultAddress: address(`${n} Microsoft Way`)
})

const billed = (n: number): CustomerEvent => ({
  type: 'BillingInfoUpdated',
  data: {
    customerId: uuid(1),
    billingProfile: billing(n),
    changes: [
      { path: '/billingProfile/email', from: `accounts${n - 1}@contoso.example`, to: `accounts${n}@contoso.example` },
      { path: '/billingProfile/defaultAddress/addressLine1', from: `${n - 1} Microsoft Way`, to: `${n} Microsoft Way` }
    ],
    confirmed: [],
    contact: uuid(2),
    previousContact: null
  }
})

const permitted = (resource: 'AzureReservedInstances' | 'AzureSavingsPlan', granted: boolean): CustomerEvent => {
  const changes = [{ path: `/purchasePermissions/${resource}`, from: !granted, to: granted }]
  return granted
    ? {
        type: 'PurchasePermissionGranted',
        data: {
          customerId: uuid(1),
          resource,
          evidence: { subscriptionId: uuid(3), offer: 'AzurePlan', checkedAt: '2026-01-01T00:00:00.000Z' },
          partnerPaysAcknowledged: true,
          changes
        }
      }
    : { type: 'PurchasePermissionRevoked', data: { customerId: uuid(1), resource, changes } }
}

/** A customer's life: ten events, fifteen changed fields. */
const life: ReadonlyArray<CustomerEvent> = [
  {
    type: 'CustomerRegistered',
    data: {
      customerId: uuid(1),
      commerceId: uuid(4),
      companyProfile: {
        tenantId: uuid(1),
        domain: 'contoso.onmicrosoft.com',
        companyName: 'Contoso, Ltd.',
        organizationRegistrationNumber: null,
        address: null,
        email: null
      },
      billingProfile: billing(0),
      relationshipToPartner: 'reseller',
      allowDelegatedAccess: true,
      customDomains: [],
      associatedPartnerId: null,
      etag: null,
      warnings: [],
      contact: uuid(2)
    }
  },
  billed(1),
  {
    type: 'CompanyDetailsUpdated',
    data: {
      customerId: uuid(1),
      companyDetails: { companyName: 'Contoso Holdings', organizationRegistrationNumber: null },
      changes: [{ path: '/companyProfile/companyName', from: 'Contoso, Ltd.', to: 'Contoso Holdings' }],
      confirmed: [],
      contact: uuid(2)
    }
  },
  permitted('AzureReservedInstances', true),
  billed(2),
  permitted('AzureSavingsPlan', true),
  billed(3),
  permitted('AzureReservedInstances', false),
  billed(4),
  permitted('AzureSavingsPlan', false)
]

const metadata: Omit<EventMetadata, 'schemaVersion'> = {
  commandId: uuid(5),
  payloadHash: 'a'.repeat(64),
  correlationId: uuid(5),
  causationId: uuid(5),
  traceparent: null,
  actor: {
    kind: 'user',
    id: uuid(6),
    userPrincipalName: 'kim@partner.example',
    tenantId: uuid(8),
    roles: ['SalesAgent']
  },
  reason: { code: 'CustomerRequest', text: null, ticket: 'INC-1' },
  issuedAt: '2026-01-05T09:12:44.120Z',
  source: 'api',
  policyVersion: '2024',
  countryRuleVersion: '1'
}

const encode = createCustomerEventEncoder(nodeEnvironment.sha1)
const encoded = life.map((event) => encode(event, metadata))

/** Customers whose lives are interleaved: a page holds an event of each, which is the hardest case for a bulk load. */
export const crowd = 1000
const start = Date.UTC(2026, 0, 5)

/** The nth event of a log of customers' lives; made when it is asked for, so that the source itself needs no memory. */
export const customerEvent = (n: number): StoredEvent => {
  const place = n % (crowd * life.length)
  const step = Math.floor(place / crowd)
  const customer = Math.floor(n / (crowd * life.length)) * crowd + (place % crowd)
  const event = encoded[step] as (typeof encoded)[number]
  const customerId = uuid(customer)
  const at = BigInt(n + 1)
  return {
    streamName: `customer-${customerId}`,
    revision: revision(step),
    position: position(at, at),
    eventId: uuid(n),
    type: event.type,
    created: start + n,
    data: { ...(event.data as object), customerId },
    metadata: { ...(event.metadata as object), issuedAt: new Date(start + n).toISOString() }
  }
}

/** A feed over the first `count` of them. */
export const customerFeed = (count: number, make: (n: number) => StoredEvent = customerEvent): EventFeed => ({
  readAll: (after, limit) => async () => {
    const from = after === undefined ? 0 : Number(after.commit)
    const events = Array.from({ length: Math.max(0, Math.min(limit, count - from)) }, (_, index) => make(from + index))
    return E.right({ events, readUpTo: events.at(-1)?.position })
  },
  readAt:
    ({ commit }) =>
    async () => {
      const n = Number(commit) - 1
      return E.right(n >= 0 && n < count ? make(n) : undefined)
    },
  head: () => async () => {
    const at = BigInt(count)
    return E.right(count === 0 ? undefined : { position: position(at, at), created: start + count })
  },
  appended$: () => NEVER
})
