import { accountOf, type CustomerEvent, type CustomerState, evolve, initialState } from '@accountable/domain/customer'
import { Erased, fold, revision } from '@accountable/domain/kernel'
import {
  billingInfoUpdated,
  companyDetailsUpdated,
  customerRegistered,
  purchasePermissionGranted,
  purchasePermissionRevoked,
  uuid
} from '@accountable/domain/testing'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { same } from '../same.js'

const t = suite('evolving a customer')

const after = (...events: ReadonlyArray<CustomerEvent>): CustomerState => fold({ initialState, evolve })(events)

const registered = (...events: ReadonlyArray<CustomerEvent>) => {
  const state = after(customerRegistered(), ...events)
  if (state.type === 'NotRegistered') throw new Error('not registered')
  return state
}

t('nobody is registered at first', () => {
  assert.equal(initialState, { type: 'NotRegistered', revision: undefined })
  assert.is(after(), initialState)
})

t('a registration brings the facts, no permission, and its contact', () => {
  const { etag: _etag, warnings: _warnings, ...facts } = customerRegistered().data
  assert.equal(registered(), {
    type: 'Registered',
    ...facts,
    revision: revision(0n),
    purchasePermissions: { AzureReservedInstances: false, AzureSavingsPlan: false },
    lastChanged: {}
  })
})

t('new company details replace two fields and leave the rest of the company as it is', () => {
  const { companyProfile, contact, lastChanged, revision: at } = registered(companyDetailsUpdated({ contact: uuid(9) }))
  assert.equal(companyProfile, {
    ...customerRegistered().data.companyProfile,
    companyName: 'Contoso Wholesale Company',
    organizationRegistrationNumber: '91-1144442'
  })
  assert.is(contact, uuid(9))
  assert.is(at, revision(1n))
  assert.equal(lastChanged, {
    '/companyProfile/companyName': 1n,
    '/companyProfile/organizationRegistrationNumber': 1n
  })
})

t('new billing info replaces the billing profile and names its contact', () => {
  const event = billingInfoUpdated({ contact: uuid(9), previousContact: customerRegistered().data.contact })
  const state = registered(event)
  assert.equal(state.billingProfile, event.data.billingProfile)
  assert.is(state.contact, uuid(9))
  assert.equal(state.lastChanged, { '/billingProfile/defaultAddress/addressLine1': 1n })
})

t('permissions go on and off, each for itself', () => {
  const both = [purchasePermissionGranted(), purchasePermissionGranted({ resource: 'AzureSavingsPlan' })]
  assert.equal(registered(...both).purchasePermissions, { AzureReservedInstances: true, AzureSavingsPlan: true })
  const state = registered(...both, purchasePermissionRevoked())
  assert.equal(state.purchasePermissions, { AzureReservedInstances: false, AzureSavingsPlan: true })
  assert.equal(state.lastChanged, {
    '/purchasePermissions/AzureReservedInstances': 3n,
    '/purchasePermissions/AzureSavingsPlan': 2n
  })
})

t('the revision that changed a field last is remembered, for each field', () => {
  const { lastChanged } = registered(companyDetailsUpdated(), billingInfoUpdated(), companyDetailsUpdated())
  assert.equal(lastChanged, {
    '/companyProfile/companyName': 3n,
    '/companyProfile/organizationRegistrationNumber': 3n,
    '/billingProfile/defaultAddress/addressLine1': 2n
  })
})

t('forgotten values take the place of the values', () => {
  const forgotten = customerRegistered({
    billingProfile: { firstName: Erased, defaultAddress: { phoneNumber: Erased } }
  })
  const state = after(forgotten)
  assert.ok(state.type === 'Registered')
  assert.is(state.billingProfile.firstName, Erased)
  assert.is(state.billingProfile.defaultAddress.phoneNumber, Erased)
})

t('what cannot follow moves the revision and nothing else', () => {
  const early = [
    companyDetailsUpdated(),
    billingInfoUpdated(),
    purchasePermissionGranted(),
    purchasePermissionRevoked()
  ]
  assert.equal(after(...early), { type: 'NotRegistered', revision: revision(3n) })
  const twice = registered(customerRegistered({ commerceId: uuid(1) }))
  assert.equal(twice, { ...registered(), revision: revision(1n) })
  const unknown = { type: 'CustomerFrozen', data: {} } as unknown as CustomerEvent
  assert.equal(registered(unknown), { ...registered(), revision: revision(1n) })
  assert.equal(after(unknown), { type: 'NotRegistered', revision: revision(0n) })
})

t('a registration counts wherever it stands', () => {
  const state = after(purchasePermissionGranted(), customerRegistered())
  assert.equal(state, { ...registered(), revision: revision(1n) })
})

t('the account is the state without what only decisions need', () => {
  const { etag: _etag, warnings: _warnings, contact: _contact, ...facts } = customerRegistered().data
  const account = { ...facts, purchasePermissions: { AzureReservedInstances: false, AzureSavingsPlan: false } }
  same(accountOf(registered()), account)
})

t.run()
