// Customers' histories as they would lie in a store, some of their people forgotten.
import { nodeEnvironment } from '@accountable/adapters/environment'
import {
  accountOf,
  type BillingProfile,
  type CustomerAccount,
  type CustomerEvent,
  createCustomerEventEncoder,
  decodeCustomerEvent,
  evolve,
  initialState,
  type PurchaseResource,
  purchaseResources
} from '@accountable/domain/customer'
import { type EventTimes, type JsonObject, nextEventTimes, position, revision } from '@accountable/domain/kernel'
import { fieldChanges, type TimedCustomerEvent } from '@accountable/projections/history'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'

const customerId = '54197d04-3ac7-5289-8607-2874a6f4ed03'
const id = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
const encode = createCustomerEventEncoder(nodeEnvironment.sha1)

const name = fc.constantFrom('Ada', 'Bo', 'Cy')
const maybe = fc.option(fc.constantFrom('x', 'y', '=z'))

const addressLeaves = {
  region: maybe,
  state: maybe,
  city: maybe,
  district: fc.constant(null),
  postalCode: maybe,
  addressLine2: maybe,
  addressLine3: fc.constant(null),
  firstName: maybe,
  middleName: fc.constant(null),
  lastName: maybe,
  phoneNumber: maybe,
  emailAddress: maybe
}

const billingProfile: fc.Arbitrary<BillingProfile> = fc.record({
  id: fc.constant(null),
  firstName: name,
  lastName: name,
  email: fc.constantFrom('a@x.example', 'b@x.example'),
  culture: fc.constantFrom('en-US', 'de-DE'),
  language: fc.constant('en'),
  companyName: fc.constantFrom('Contoso', 'Fabrikam'),
  defaultAddress: fc.record({ country: fc.constant('US'), addressLine1: fc.constantFrom('1', '2'), ...addressLeaves })
})

const details = fc.record({
  companyName: fc.constantFrom('Contoso', 'Fabrikam'),
  organizationRegistrationNumber: maybe
})

const companyProfile = fc.record({
  tenantId: fc.constant(customerId),
  domain: fc.constant('contoso.onmicrosoft.com'),
  companyName: fc.constantFrom('Contoso', 'Fabrikam'),
  organizationRegistrationNumber: maybe,
  address: fc.option(fc.record({ country: fc.constant('US'), addressLine1: maybe, ...addressLeaves })),
  email: maybe
})

type Intent =
  | {
      readonly type: 'company'
      readonly details: { companyName: string; organizationRegistrationNumber: string | null }
    }
  | { readonly type: 'billing'; readonly profile: BillingProfile }
  | { readonly type: 'toggle'; readonly resource: PurchaseResource; readonly to: boolean }
  | { readonly type: 'register' }

const intent: fc.Arbitrary<Intent> = fc.oneof(
  details.map((value): Intent => ({ type: 'company', details: value })),
  billingProfile.map((profile): Intent => ({ type: 'billing', profile })),
  fc
    .record({ resource: fc.constantFrom(...purchaseResources), to: fc.boolean() })
    .map((toggle): Intent => ({ type: 'toggle', ...toggle })),
  fc.constant<Intent>({ type: 'register' })
)

const registration = fc.record({
  companyProfile,
  billingProfile,
  customDomains: fc.subarray(['a.example', 'b.example', 'c/~.example']),
  allowDelegatedAccess: fc.option(fc.boolean())
})

/** What an event would say: the whole new value, and the changes against what is known. */
const eventOf = (index: number, what: Intent, first: CustomerEvent, now: CustomerAccount, contact: string) => {
  const changesTo = (after: Partial<CustomerAccount>) => fieldChanges(now, { ...now, ...after })
  switch (what.type) {
    case 'register':
      return first
    case 'company': {
      const changes = changesTo({ companyProfile: { ...now.companyProfile, ...what.details } })
      const data = { customerId, companyDetails: what.details, changes, confirmed: [], contact }
      return { type: 'CompanyDetailsUpdated', data } as const
    }
    case 'billing': {
      const changes = changesTo({ billingProfile: what.profile })
      const renamed = changes.some(({ path }) => /^\/billingProfile\/(first|last)Name$/.test(path))
      const contacts = renamed ? { contact: id(index), previousContact: contact } : { contact, previousContact: null }
      return {
        type: 'BillingInfoUpdated',
        data: { customerId, billingProfile: what.profile, changes, confirmed: [], ...contacts }
      } as const
    }
    case 'toggle': {
      const changes = changesTo({ purchasePermissions: { ...now.purchasePermissions, [what.resource]: what.to } })
      const data = { customerId, resource: what.resource, changes }
      const evidence = { subscriptionId: id(7), offer: 'AzurePlan', checkedAt: '2026-01-01T00:00:00.000Z' }
      return what.to
        ? ({ type: 'PurchasePermissionGranted', data: { ...data, evidence, partnerPaysAcknowledged: true } } as const)
        : ({ type: 'PurchasePermissionRevoked', data } as const)
    }
  }
}

const start = Date.parse('2026-01-01T00:00:00.000Z')

const recorded = (
  events: ReadonlyArray<CustomerEvent>,
  clocks: ReadonlyArray<readonly [number, number]>,
  forget: RegExp | null
) => {
  let times: EventTimes | undefined
  return events.map((event, index): TimedCustomerEvent => {
    const [issued, created] = clocks[index] ?? [0, 0]
    const issuedAt = new Date(start + issued * 1000).toISOString()
    const encoded = encode(event, {
      commandId: id(index),
      payloadHash: 'f'.repeat(64),
      correlationId: id(index),
      causationId: id(index),
      traceparent: null,
      actor: {
        kind: 'user',
        id: `u${index % 2}`,
        userPrincipalName: 'kim@partner.example',
        tenantId: null,
        roles: ['AdminAgent', 'SalesAgent']
      },
      reason: { code: 'Other', text: 'because', ticket: null },
      issuedAt,
      source: null,
      policyVersion: 'p',
      countryRuleVersion: 'c'
    })
    const data = encoded.data as JsonObject
    const personal = Object.fromEntries(
      Object.entries(data['personal'] as JsonObject).map(([subject, bag]) => [
        subject,
        forget?.test(subject) ? { key: 'k', cipher: 'x' } : bag
      ])
    )
    const decoded = decodeCustomerEvent({
      streamName: `customer-${customerId}`,
      revision: revision(index),
      position: position(BigInt(index * 100 + 7), BigInt(index * 100 + 7)),
      eventId: id(index),
      type: encoded.type,
      created: start + created * 1000,
      data: { ...data, personal },
      metadata: encoded.metadata
    })
    if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
    times = nextEventTimes(times, issuedAt, start + created * 1000)
    return { ...decoded.right, ...times }
  })
}

/** One customer's events: at least its registration; times that go back and forth; with forgotten people or without. */
export const historyArbitrary = ({ forget = fc.constantFrom(null, /^contact:/, /./, /00000$/) } = {}) =>
  fc
    .record({
      registration,
      intents: fc.array(intent, { maxLength: 12 }),
      clocks: fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 13, maxLength: 13 }),
      forget
    })
    .map(({ registration: facts, intents, clocks, forget: forgotten }): ReadonlyArray<TimedCustomerEvent> => {
      const first: CustomerEvent = {
        type: 'CustomerRegistered',
        data: {
          customerId,
          commerceId: null,
          relationshipToPartner: 'reseller',
          associatedPartnerId: null,
          etag: '-2279334701316321663',
          warnings: [],
          contact: id(0),
          ...facts
        }
      }
      const events: Array<CustomerEvent> = [first]
      let state = evolve(initialState, first)
      for (const [index, what] of intents.entries()) {
        if (state.type === 'NotRegistered') break
        const event = eventOf(index + 1, what, first, accountOf(state), state.contact)
        events.push(event)
        state = evolve(state, event)
      }
      return recorded(events, clocks, forgotten)
    })
