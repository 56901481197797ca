import * as fc from 'fast-check'
import {
  type CustomerCommand,
  type GrantPurchasePermission,
  type RegisterCustomer,
  type RevokePurchasePermission,
  reasonCodes,
  type UpdateBillingInfo,
  type UpdateCompanyDetails
} from '../../customer/commands.js'
import { purchaseResources } from '../../customer/values/purchase-permission.js'
import type { Actor } from '../../kernel/actor.js'
import type { Reason } from '../../kernel/command.js'
import { revision } from '../../kernel/revision.js'
import { roles } from '../../policy/index.js'
import { actor, customerId, purchaseEvidence, uuid } from '../builders/account-builders.js'
import { allPlaces, billingProfilesAt, companyDetailsAt, mostly, partnerCenterCustomersAt, texts } from './accounts.js'
import type { Place } from './places.js'

const actors: fc.Arbitrary<Actor> = fc
  .record({
    id: fc.constantFrom('actor-1', 'actor-2'),
    kind: fc.constantFrom('user', 'application', 'system'),
    userPrincipalName: fc.constantFrom(null, 'kim@partner.example'),
    roles: mostly(fc.constant(['AdminAgent']), fc.subarray([...roles, 'Cook']))
  })
  .map((fields) => actor(fields as Partial<Actor>))

const revisions = fc.constantFrom(null, 0n, 1n, 2n, 7n).map((value) => (value === null ? null : revision(value)))

const reasons = (type: CustomerCommand['type']): fc.Arbitrary<Reason> =>
  fc.record({
    code: fc.constantFrom<string>(...reasonCodes[type].filter((code) => code !== 'Other')),
    text: fc.option(texts()),
    ticket: fc.constantFrom(null, 'INC-1029')
  })

const envelopes = <Type extends CustomerCommand['type']>(type: Type) => ({
  type: fc.constant(type),
  customerId: fc.constant(customerId),
  commandId: fc.integer({ min: 1, max: 0xffff }).map(uuid),
  expectedRevision: revisions,
  issuedAt: fc
    .date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  actor: actors,
  reason: reasons(type),
  correlationId: fc.constantFrom(null, uuid(0xd0)),
  causationId: fc.constantFrom(null, uuid(0xd1)),
  traceparent: fc.constantFrom(null, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
  source: fc.constantFrom(null, 'api'),
  confirm: fc.constantFrom<ReadonlyArray<string>>([], ['CompanyNameContainsTopLevelDomain'])
})

const required = <A>(arbitrary: fc.Arbitrary<A | null>): fc.Arbitrary<A> =>
  arbitrary.filter((value): value is A & {} => value !== null)

/** Registrations of a customer of this place. */
export const registrationsAt = (place: Place): fc.Arbitrary<RegisterCustomer> =>
  fc.record({
    ...envelopes('RegisterCustomer'),
    reason: fc.option(reasons('RegisterCustomer')),
    data: partnerCenterCustomersAt(place)
  })

/** UpdateCompanyDetails for a customer of this place; now and then an id or a domain that is not the customer's. */
const companyDetailsUpdatesAt = (place: Place): fc.Arbitrary<UpdateCompanyDetails> =>
  fc.record({
    ...envelopes('UpdateCompanyDetails'),
    reason: fc.option(reasons('UpdateCompanyDetails')),
    expectedRevision: required(revisions),
    data: fc.record({
      ...companyDetailsAt(place),
      id: mostly(fc.constantFrom(null, customerId), fc.constant(uuid(1))),
      tenantId: mostly(fc.constant(null), fc.constant(uuid(1))),
      commerceId: mostly(fc.constant(null), fc.constant(uuid(0xcc))),
      domain: mostly(fc.constantFrom(null, 'CONTOSO.onmicrosoft.example'), fc.constant('other.example'))
    })
  })

/** UpdateBillingInfo for a customer of this place. */
const billingInfoUpdatesAt = (place: Place): fc.Arbitrary<UpdateBillingInfo> =>
  fc.record({
    ...envelopes('UpdateBillingInfo'),
    reason: fc.option(reasons('UpdateBillingInfo')),
    expectedRevision: required(revisions),
    data: billingProfilesAt(place)
  })

const grants: fc.Arbitrary<GrantPurchasePermission> = fc.record({
  ...envelopes('GrantPurchasePermission'),
  data: fc.record({
    resource: fc.constantFrom(...purchaseResources),
    evidence: mostly(
      fc.constantFrom('AzurePlan', 'AzureGlobal').map((offer) => purchaseEvidence({ offer })),
      fc.constantFrom(null, purchaseEvidence({ offer: 'Microsoft365' }))
    ),
    partnerPaysAcknowledged: fc.constant<true>(true)
  })
})

const revocations: fc.Arbitrary<RevokePurchasePermission> = fc.record({
  ...envelopes('RevokePurchasePermission'),
  data: fc.record({ resource: fc.constantFrom(...purchaseResources) })
})

/** Commands of every type for a customer of this place: decoded, most of them acceptable, some against each rule. */
export const commandsAt = (place: Place): fc.Arbitrary<CustomerCommand> =>
  fc.oneof(
    { weight: 1, arbitrary: registrationsAt(place) },
    { weight: 4, arbitrary: companyDetailsUpdatesAt(place) },
    { weight: 4, arbitrary: billingInfoUpdatesAt(place) },
    { weight: 3, arbitrary: grants },
    { weight: 3, arbitrary: revocations }
  )

/** Commands of every type, for customers of many countries. */
export const customerCommands: fc.Arbitrary<CustomerCommand> = allPlaces.chain(commandsAt)
