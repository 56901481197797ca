import {
  type CustomerEvent,
  createCustomerEventEncoder,
  customerStream,
  decodeCustomerEvent,
  isPersonalField
} from '@accountable/domain/customer'
import { Erased, type Json, type JsonObject, uuidV5 } from '@accountable/domain/kernel'
import {
  actor,
  billingInfoUpdated,
  companyDetailsUpdated,
  customerId,
  customerRegistered,
  eventMetadata,
  purchaseEvidence,
  purchasePermissionGranted,
  purchasePermissionRevoked,
  registrationId,
  storedEvent,
  uuid
} from '@accountable/domain/testing'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { sha1 } from '../digests.js'
import { same } from '../same.js'

const t = suite('the stored form of a customer’s events')

const encode = createCustomerEventEncoder(sha1)
const contactOf = (commandId: string): string => `contact:${uuidV5(sha1)(customerId, commandId)}`
const notes = `notes:${customerId}`
const payloadHash = 'a'.repeat(64)

t('the values that belong to a person are these', () => {
  const address = ['addressLine1', 'addressLine2', 'addressLine3', 'firstName', 'middleName', 'lastName', 'phoneNumber']
  const account = ['firstName', 'lastName', 'email', 'organizationRegistrationNumber']
  for (const field of [...address, 'emailAddress', ...account]) assert.ok(isPersonalField(`/x/${field}`), field)
  const others = [
    'country',
    'region',
    'state',
    'city',
    'district',
    'postalCode',
    'culture',
    'companyName',
    'domain',
    'id'
  ]
  for (const field of others) assert.not(isPersonalField(`/billingProfile/${field}`), field)
})

t('a customer’s stream is named after the id', () => {
  assert.is(customerStream(customerId), `customer-${customerId}`)
})

t('a subject is made of ids alone', () => {
  assert.is(contactOf(registrationId), 'contact:0204227c-27c6-5353-b9e2-b4ed750d03ed')
})

t('a registration is stored so, personal values apart', () => {
  const { data, metadata, type } = encode(
    customerRegistered({
      companyProfile: { organizationRegistrationNumber: '91-1144442', email: 'info@contoso.example' },
      billingProfile: { defaultAddress: { addressLine2: 'Floor 2', emailAddress: 'desk@contoso.example' } },
      warnings: [{ path: 'billingProfile.culture', code: 'CultureUnsupported' }]
    }),
    eventMetadata({ reason: { code: 'DataImport', text: 'From the old system', ticket: 'INC-1' } })
  )
  assert.is(type, 'CustomerRegistered')
  const nothing = { district: null, addressLine3: null, middleName: null }
  const place = { country: 'US', city: 'Redmond', postalCode: '98052' }
  same(data, {
    customerId,
    commerceId: uuid(0xcc),
    companyProfile: {
      tenantId: customerId,
      domain: 'contoso.onmicrosoft.example',
      companyName: 'Contoso Trading Company',
      address: {
        ...nothing,
        ...place,
        region: 'WA',
        state: null,
        addressLine2: null,
        firstName: null,
        lastName: null,
        emailAddress: null
      }
    },
    billingProfile: {
      id: uuid(0xb),
      culture: 'en-US',
      language: 'en',
      companyName: 'Contoso Trading Company',
      defaultAddress: { ...nothing, ...place, region: null, state: 'WA' }
    },
    relationshipToPartner: 'reseller',
    allowDelegatedAccess: true,
    customDomains: ['contoso.example'],
    associatedPartnerId: null,
    etag: '-2279334701316321663',
    warnings: [{ path: 'billingProfile.culture', code: 'CultureUnsupported' }],
    contact: registrationId,
    personal: {
      [contactOf(registrationId)]: {
        '/data/companyProfile/organizationRegistrationNumber': '91-1144442',
        '/data/companyProfile/email': 'info@contoso.example',
        '/data/companyProfile/address/addressLine1': '1 Main Street',
        '/data/companyProfile/address/phoneNumber': '4255550101',
        '/data/billingProfile/firstName': 'Dana',
        '/data/billingProfile/lastName': 'Reyes',
        '/data/billingProfile/email': 'accounts@contoso.example',
        '/data/billingProfile/defaultAddress/addressLine1': '1 Main Street',
        '/data/billingProfile/defaultAddress/addressLine2': 'Floor 2',
        '/data/billingProfile/defaultAddress/firstName': 'Dana',
        '/data/billingProfile/defaultAddress/lastName': 'Reyes',
        '/data/billingProfile/defaultAddress/phoneNumber': '4255550101',
        '/data/billingProfile/defaultAddress/emailAddress': 'desk@contoso.example'
      },
      'actor:actor-1': { '/metadata/actor/userPrincipalName': 'kim@partner.example' },
      [notes]: { '/metadata/reason/text': 'From the old system', '/metadata/payloadHash': payloadHash }
    }
  })
  same(metadata, {
    commandId: registrationId,
    $correlationId: registrationId,
    $causationId: registrationId,
    traceparent: null,
    actor: { kind: 'user', id: 'actor-1', tenantId: uuid(0xf), roles: ['AdminAgent'] },
    reason: { code: 'DataImport', ticket: 'INC-1' },
    issuedAt: '2026-01-05T09:12:44.120Z',
    source: null,
    policyVersion: 'policy-1',
    countryRuleVersion: 'country-rules-1',
    schemaVersion: 1
  })
})

const bagsOf = (event: CustomerEvent, metadata = eventMetadata()) =>
  (encode(event, metadata).data as JsonObject)['personal']
const ownBags = {
  'actor:actor-1': { '/metadata/actor/userPrincipalName': 'kim@partner.example' },
  [notes]: { '/metadata/payloadHash': payloadHash }
}

t('an old value that belongs to the contact before goes to that contact’s bag', () => {
  const event = billingInfoUpdated({
    billingProfile: {
      firstName: 'Kim',
      companyName: 'Contoso Wholesale Company',
      defaultAddress: { city: 'Bellevue' }
    },
    contact: uuid(0x99),
    previousContact: registrationId
  })
  const { data } = encode(event, eventMetadata())
  same((data as JsonObject)['changes'], [
    { path: '/billingProfile/firstName' },
    { path: '/billingProfile/companyName', from: 'Contoso Trading Company', to: 'Contoso Wholesale Company' },
    { path: '/billingProfile/defaultAddress/city', from: 'Redmond', to: 'Bellevue' },
    { path: '/billingProfile/defaultAddress/addressLine1' }
  ])
  same(bagsOf(event), {
    ...ownBags,
    [contactOf(uuid(0x99))]: {
      '/data/billingProfile/firstName': 'Kim',
      '/data/billingProfile/lastName': 'Reyes',
      '/data/billingProfile/email': 'accounts@contoso.example',
      '/data/billingProfile/defaultAddress/addressLine1': '2 Harbour Road',
      '/data/billingProfile/defaultAddress/firstName': 'Dana',
      '/data/billingProfile/defaultAddress/lastName': 'Reyes',
      '/data/billingProfile/defaultAddress/phoneNumber': '4255550101',
      '/data/changes/0/to': 'Kim',
      '/data/changes/3/to': '2 Harbour Road'
    },
    [contactOf(registrationId)]: { '/data/changes/0/from': 'Dana', '/data/changes/3/from': '1 Main Street' }
  })
})

t('where the contact stays, old and new value are its own', () => {
  same(bagsOf(companyDetailsUpdated()), {
    ...ownBags,
    [contactOf(registrationId)]: {
      '/data/companyDetails/organizationRegistrationNumber': '91-1144442',
      '/data/changes/1/to': '91-1144442'
    }
  })
})

t('permissions hold nothing of the contact', () => {
  for (const event of [purchasePermissionGranted(), purchasePermissionRevoked()]) same(bagsOf(event), ownBags)
  same(encode(purchasePermissionGranted(), eventMetadata()).data, {
    customerId,
    resource: 'AzureReservedInstances',
    evidence: purchaseEvidence(),
    partnerPaysAcknowledged: true,
    changes: [{ path: '/purchasePermissions/AzureReservedInstances', from: false, to: true }],
    personal: ownBags
  })
  same((encode(purchasePermissionGranted(), eventMetadata()).metadata as JsonObject)['schemaVersion'], 2)
})

t('an application without a name leaves no bag', () => {
  const metadata = eventMetadata({ actor: actor({ kind: 'application', userPrincipalName: null }) })
  same(bagsOf(purchasePermissionRevoked(), metadata), { [notes]: { '/metadata/payloadHash': payloadHash } })
  same((encode(purchasePermissionRevoked(), metadata).metadata as JsonObject)['actor'], {
    kind: 'application',
    id: 'actor-1',
    userPrincipalName: null,
    tenantId: uuid(0xf),
    roles: ['AdminAgent']
  })
})

const read = (event: CustomerEvent, change: (bags: JsonObject) => JsonObject = (bags) => bags) => {
  const stored = storedEvent(encode, event)
  const { personal, ...data } = stored.data as JsonObject
  const decoded = decodeCustomerEvent({
    ...stored,
    data: { ...data, personal: change(personal as JsonObject) }
  })
  if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
  return decoded.right
}

const sealing =
  (...subjects: ReadonlyArray<string>) =>
  (bags: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(bags).map(([subject, bag]) => [
        subject,
        subjects.includes(subject) ? { key: 'key-1', cipher: 'AAAA' } : bag
      ])
    )

t('a bag that is sealed decodes to Erased, value by value; the others stay readable', () => {
  const event = billingInfoUpdated({
    billingProfile: { firstName: 'Kim' },
    contact: uuid(0x99),
    previousContact: registrationId
  })
  const old = read(event, sealing(contactOf(registrationId))).event
  assert.ok(old.type === 'BillingInfoUpdated')
  same(old.data.changes[0], { path: '/billingProfile/firstName', from: Erased, to: 'Kim' })
  same(old.data.billingProfile, event.data.billingProfile)

  const young = read(event, sealing(contactOf(uuid(0x99)))).event
  assert.ok(young.type === 'BillingInfoUpdated')
  same(young.data.changes[0], { path: '/billingProfile/firstName', from: 'Dana', to: Erased })
  const { defaultAddress } = young.data.billingProfile
  same(
    [young.data.billingProfile.email, defaultAddress.addressLine1, defaultAddress.phoneNumber],
    [Erased, Erased, Erased]
  )
  same([defaultAddress.addressLine2, defaultAddress.city], [null, 'Redmond'])
})

t('the actor and the notes can be forgotten, each for itself', () => {
  const withoutActor = read(customerRegistered(), sealing('actor:actor-1')).metadata
  same(
    [withoutActor.actor.userPrincipalName, withoutActor.actor.id, withoutActor.payloadHash],
    [Erased, 'actor-1', payloadHash]
  )
  const withoutNotes = read(customerRegistered(), sealing(notes)).metadata
  same([withoutNotes.actor.userPrincipalName, withoutNotes.payloadHash], ['kim@partner.example', Erased])
})

t('bags that are missing altogether are as good as sealed', () => {
  const { event } = read(customerRegistered(), () => ({}))
  assert.ok(event.type === 'CustomerRegistered')
  same(event.data.billingProfile.firstName, Erased)
})

t('what is erased already is stored nowhere', () => {
  const event = customerRegistered({ billingProfile: { email: Erased } })
  const { data } = encode(event, eventMetadata())
  assert.not('email' in ((data as JsonObject)['billingProfile'] as JsonObject))
  assert.not.match(JSON.stringify(data), /erased|\/data\/billingProfile\/email/)
  same(read(event).event, event)
})

t('what was written is read again: warnings, confirmations, parts that are missing', () => {
  const events = [
    customerRegistered({
      companyProfile: { address: null },
      warnings: [
        { path: 'billingProfile.culture', code: 'CultureUnsupported' },
        { path: 'companyProfile.companyName', code: 'CompanyNameForbidden' }
      ]
    }),
    companyDetailsUpdated({ confirmed: ['CompanyNameContainsTopLevelDomain'] })
  ]
  for (const event of events) same(read(event).event, event)
})

t('an encoder leaves its event as it was', () => {
  const event = billingInfoUpdated()
  encode(event, eventMetadata())
  same(event, billingInfoUpdated())
})

t('what is read keeps what is stored, unknown fields too', () => {
  const stored = storedEvent(encode, purchasePermissionRevoked())
  const extended = {
    ...stored,
    data: { ...(stored.data as JsonObject), tomorrow: [1] },
    metadata: { ...(stored.metadata as JsonObject), chain: 'x' }
  }
  const decoded = decodeCustomerEvent(extended)
  assert.ok(E.isRight(decoded))
  assert.is(decoded.right.stored, extended)
  same(decoded.right.event, purchasePermissionRevoked())
})

t('a resource of tomorrow is a fact too, and so is a culture that no rule knows', () => {
  const stored = storedEvent(encode, purchasePermissionRevoked())
  const decoded = decodeCustomerEvent({ ...stored, data: { ...(stored.data as JsonObject), resource: 'AzureOrbit' } })
  assert.ok(E.isRight(decoded) && decoded.right.event.type === 'PurchasePermissionRevoked')
  assert.is(decoded.right.event.data.resource, 'AzureOrbit')
})

t('a type or version of tomorrow is newer, not poison', () => {
  const stored = storedEvent(encode, purchasePermissionRevoked())
  const version = (schemaVersion: number) => ({ ...(stored.metadata as JsonObject), schemaVersion })
  same(
    decodeCustomerEvent({ ...stored, metadata: version(2) }),
    E.left({ type: 'NewerEvent', eventType: stored.type, schemaVersion: 2 })
  )
  for (const type of ['CustomerFrozen', 'toString', '__proto__']) {
    same(
      decodeCustomerEvent({ ...stored, type, data: [] }),
      E.left({ type: 'NewerEvent', eventType: type, schemaVersion: 1 })
    )
  }
})

t('what breaks the structure of its type is unreadable, at its path', () => {
  const stored = storedEvent(encode, customerRegistered())
  const data = stored.data as JsonObject
  const metadata = stored.metadata as JsonObject
  const unreadable = (parts: { readonly data?: Json | Uint8Array; readonly metadata?: Json | Uint8Array }) => {
    const decoded = decodeCustomerEvent({ ...stored, ...parts })
    assert.ok(E.isLeft(decoded) && decoded.left.type === 'UnreadableEvent')
    assert.is(decoded.left.eventType, 'CustomerRegistered')
    return `${decoded.left.problem.path}: ${decoded.left.problem.message}`
  }
  const { contact: _contact, ...withoutContact } = data
  assert.is(unreadable({ data: withoutContact }), 'data.contact: expected a string')
  assert.is(unreadable({ data: { ...data, commerceId: 7 } }), 'data.commerceId: expected a string or null')
  assert.is(
    unreadable({ data: { ...data, customDomains: ['a', 1] } }),
    'data.customDomains: expected a list of strings'
  )
  assert.is(
    unreadable({ data: { ...data, allowDelegatedAccess: 'x' } }),
    'data.allowDelegatedAccess: expected true or false'
  )
  assert.is(unreadable({ data: { ...data, companyProfile: [] } }), 'data.companyProfile: expected an object')
  assert.is(unreadable({ data: { ...data, warnings: {} } }), 'data.warnings: expected a list of objects')
  assert.is(unreadable({ data: { ...data, warnings: [1] } }), 'data.warnings.0: expected an object')
  assert.is(unreadable({ data: new Uint8Array(3) }), 'data: expected a JSON object')
  assert.is(unreadable({ metadata: [] }), 'metadata: expected a JSON object')
  assert.is(unreadable({ metadata: new Uint8Array(3) }), 'metadata: expected a JSON object')
  for (const schemaVersion of [0, 1.5, '1', null]) {
    assert.is(
      unreadable({ metadata: { ...metadata, schemaVersion } }),
      'metadata.schemaVersion: expected a whole number from 1'
    )
  }
  assert.is(unreadable({ metadata: { ...metadata, actor: null } }), 'metadata.actor: expected an object')
  assert.is(unreadable({ metadata: { ...metadata, issuedAt: null } }), 'metadata.issuedAt: expected a string')
  const profile = { ...(data['billingProfile'] as JsonObject), firstName: null }
  assert.is(
    unreadable({ data: { ...data, billingProfile: profile } }),
    'data.billingProfile.firstName: expected a personal value'
  )
})

t.run()
