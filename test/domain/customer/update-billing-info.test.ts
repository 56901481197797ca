import { createCountryRules } from '@accountable/domain/country'
import { Erased, revision } from '@accountable/domain/kernel'
import { defaultPolicy } from '@accountable/domain/policy'
import {
  actor,
  billingInfoUpdated,
  billingProfile,
  companyDetailsUpdated,
  confirmationRequired,
  customerId,
  customerRegistered,
  ruleViolated,
  unchanged,
  updateBillingInfo,
  uuid
} from '@accountable/domain/testing'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { given, givenWith } from './given.js'

const t = suite('UpdateBillingInfo')
const registered = customerRegistered()
const { contact } = registered.data

t('the billing profile is replaced, and the event says all of it and what changed', () => {
  given([registered])
    .when(updateBillingInfo())
    .then([
      {
        type: 'BillingInfoUpdated',
        data: {
          customerId,
          billingProfile: billingProfile({ defaultAddress: { addressLine1: '2 Harbour Road' } }),
          changes: [
            {
              path: '/billingProfile/defaultAddress/addressLine1',
              from: '1 Main Street',
              to: '2 Harbour Road'
            }
          ],
          confirmed: [],
          contact,
          previousContact: null
        }
      }
    ])
})

t('what is left out is taken away: PUT, not PATCH', () => {
  const defaultAddress = { firstName: null, lastName: null, phoneNumber: null, addressLine1: '1 Main Street' }
  given([registered])
    .when(updateBillingInfo({ data: { defaultAddress } }))
    .then([
      billingInfoUpdated({
        billingProfile: { defaultAddress },
        changes: [
          { path: '/billingProfile/defaultAddress/firstName', from: 'Dana', to: null },
          { path: '/billingProfile/defaultAddress/lastName', from: 'Reyes', to: null },
          { path: '/billingProfile/defaultAddress/phoneNumber', from: '4255550101', to: null }
        ]
      })
    ])
})

t('every field of the profile can change', () => {
  const everything = billingProfile({
    firstName: 'Kim',
    lastName: 'Lee',
    email: 'other@contoso.example',
    culture: 'es-US',
    language: 'es',
    companyName: 'Contoso Wholesale Company',
    defaultAddress: {
      state: 'OR',
      city: 'Salem',
      district: 'North',
      postalCode: '97301',
      addressLine1: '9 Court Street',
      addressLine2: 'Floor 2',
      addressLine3: 'Room 3',
      firstName: 'Kim',
      middleName: 'M',
      lastName: 'Lee',
      phoneNumber: '5035550101',
      emailAddress: 'desk@contoso.example'
    }
  })
  const commandId = uuid(0x55)
  const event = billingInfoUpdated({ billingProfile: everything, contact: commandId, previousContact: contact })
  given([registered])
    .when(updateBillingInfo({ commandId, data: everything }))
    .then([event])
  const profile = ['firstName', 'lastName', 'email', 'culture', 'language', 'companyName']
  const place = ['state', 'city', 'district', 'postalCode', 'addressLine1', 'addressLine2', 'addressLine3']
  const person = ['firstName', 'middleName', 'lastName', 'phoneNumber', 'emailAddress']
  assert.equal(
    event.data.changes.map(({ path }) => path),
    [...profile, ...[...place, ...person].map((field) => `defaultAddress/${field}`)].map(
      (field) => `/billingProfile/${field}`
    )
  )
})

t('what is submitted is normalised first', () => {
  given([registered])
    .when(
      updateBillingInfo({
        data: {
          firstName: ' Dana ',
          email: 'accounts@CONTOSO.example',
          culture: 'en-us',
          language: 'EN',
          companyName: 'Contoso  Trading  Company',
          defaultAddress: {
            country: 'us',
            state: 'wa',
            postalCode: ' 98052',
            phoneNumber: '+1 425-555-0101',
            addressLine1: '1  Main Street',
            addressLine2: '  ',
            region: ''
          }
        }
      })
    )
    .then(unchanged)
})

t('letter case of an e-mail’s local part is a change, that of its domain is not', () => {
  const email = 'Accounts@contoso.example'
  given([registered])
    .when(updateBillingInfo({ data: { email, defaultAddress: { addressLine1: '1 Main Street' } } }))
    .then([billingInfoUpdated({ billingProfile: { email, defaultAddress: { addressLine1: '1 Main Street' } } })])
})

t('a changed first or last name starts a new contact', () => {
  const commandId = uuid(0x66)
  for (const name of [{ firstName: 'Kim' }, { lastName: 'Lee' }]) {
    given([registered])
      .when(updateBillingInfo({ commandId, data: name }))
      .then([billingInfoUpdated({ billingProfile: name, contact: commandId, previousContact: contact })])
  }
})

t('the names in the address start none', () => {
  const defaultAddress = { firstName: 'Kim', lastName: 'Lee', emailAddress: 'kim@contoso.example' }
  given([registered])
    .when(updateBillingInfo({ data: { email: 'new@contoso.example', defaultAddress } }))
    .then([billingInfoUpdated({ billingProfile: { email: 'new@contoso.example', defaultAddress } })])
})

t('the company’s own name stays what it is', () => {
  const companyName = 'Contoso Wholesale Company'
  given([registered, companyDetailsUpdated()])
    .when(
      updateBillingInfo({
        expectedRevision: revision(1n),
        data: { companyName, defaultAddress: { addressLine1: '1 Main Street' } }
      })
    )
    .then([billingInfoUpdated({ billingProfile: { companyName, defaultAddress: { addressLine1: '1 Main Street' } } })])
})

t('the same again changes nothing', () => {
  given([registered, billingInfoUpdated()])
    .when(updateBillingInfo({ expectedRevision: revision(1n) }))
    .then(unchanged)
})

t('the profile’s id may be echoed, and another one is refused', () => {
  given([registered])
    .when(updateBillingInfo({ data: { id: uuid(0xb) } }))
    .then([billingInfoUpdated()])
  given([registered])
    .when(updateBillingInfo({ data: { id: uuid(1) } }))
    .then({ type: 'ImmutableField', fields: ['data.id'] })
})

t('a forgotten name equals nothing: saying it again is a change, and the contact is a new one', () => {
  const forgotten = customerRegistered({ billingProfile: { firstName: Erased, email: Erased } })
  const commandId = uuid(0x56)
  given([forgotten])
    .when(updateBillingInfo({ commandId }))
    .then([billingInfoUpdated({ contact: commandId, previousContact: contact }, forgotten.data.billingProfile)])
})

const at = (path: string): string => `data.defaultAddress.${path}`
const abroad = (country: string) => [customerRegistered({ billingProfile: { defaultAddress: { country } } })]

t('a city is required where the country’s addresses have one', () => {
  given([registered])
    .when(updateBillingInfo({ data: { defaultAddress: { city: null } } }))
    .then(ruleViolated([[at('city'), 'CityRequired']]))
})

t('a state is required, and it is one that the country has', () => {
  given([registered])
    .when(updateBillingInfo({ data: { defaultAddress: { state: null } } }))
    .then(ruleViolated([[at('state'), 'StateRequired']]))
  given([registered])
    .when(updateBillingInfo({ data: { defaultAddress: { state: 'Washington' } } }))
    .then(ruleViolated([[at('state'), 'StateUnknown']]))
})

t('a region beside a US state is an unknown state', () => {
  given([registered])
    .when(updateBillingInfo({ data: { defaultAddress: { region: 'NA' } } }))
    .then(ruleViolated([[at('region'), 'StateUnknown']]))
})

t('a postal code is required, and it has the country’s form', () => {
  given([registered])
    .when(updateBillingInfo({ data: { defaultAddress: { postalCode: null } } }))
    .then(ruleViolated([[at('postalCode'), 'PostalCodeRequired']]))
  given([registered])
    .when(updateBillingInfo({ data: { defaultAddress: { postalCode: '9805' } } }))
    .then(ruleViolated([[at('postalCode'), 'PostalCodeFormat']]))
})

t('a phone number is possible in its country, and required in 24 of them', () => {
  given([registered])
    .when(updateBillingInfo({ data: { defaultAddress: { phoneNumber: '12' } } }))
    .then(ruleViolated([[at('phoneNumber'), 'PhoneFormat']]))
  const defaultAddress = { country: 'PL', state: null, city: 'Warszawa', postalCode: '00-950', phoneNumber: null }
  given(abroad('PL'))
    .when(updateBillingInfo({ data: { culture: 'pl-PL', defaultAddress } }))
    .then(ruleViolated([[at('phoneNumber'), 'PhoneRequired']]))
})

t('a culture is one that the country has', () => {
  given([registered])
    .when(updateBillingInfo({ data: { culture: 'de-DE' } }))
    .then(ruleViolated([['data.culture', 'CultureUnsupported']]))
})

t('names of contact and company are names', () => {
  given([registered])
    .when(
      updateBillingInfo({
        data: {
          firstName: 'x',
          lastName: 'A'.repeat(41),
          companyName: 'Inc.',
          defaultAddress: { firstName: 'test', lastName: '123' }
        }
      })
    )
    .then(
      ruleViolated([
        ['data.firstName', 'ContactNameForbidden'],
        ['data.lastName', 'ContactNameForbidden'],
        ['data.companyName', 'CompanyNameForbidden'],
        [at('firstName'), 'ContactNameForbidden'],
        [at('lastName'), 'ContactNameForbidden']
      ])
    )
})

t('forty characters make a name, one does in Han', () => {
  for (const lastName of ['A'.repeat(40), '李']) {
    const commandId = uuid(0x57)
    given([registered])
      .when(updateBillingInfo({ commandId, data: { lastName } }))
      .then([billingInfoUpdated({ billingProfile: { lastName }, contact: commandId, previousContact: contact })])
  }
})

t('no contact has an address at Microsoft or at the partner', () => {
  const ours = givenWith({ partnerDomains: ['Partner.Example'] })
  for (const email of ['a@MICROSOFT.com', 'a@partner.example']) {
    ours([registered])
      .when(updateBillingInfo({ data: { email, defaultAddress: { emailAddress: email } } }))
      .then(
        ruleViolated([
          ['data.email', 'EmailForbidden'],
          [at('emailAddress'), 'EmailForbidden']
        ])
      )
  }
  ours([registered])
    .when(updateBillingInfo({ data: { email: 'a@sub.partner.example' } }))
    .then([billingInfoUpdated({ billingProfile: { email: 'a@sub.partner.example' } })])
})

t('the registration number is company details: a customer without one can still move', () => {
  const poland = { country: 'PL', state: null, city: 'Warszawa', postalCode: '00-950', phoneNumber: '225551234' }
  const before = customerRegistered({ billingProfile: { defaultAddress: poland } })
  const profile = { culture: 'pl-PL', defaultAddress: { ...poland, addressLine1: '2 Harbour Road' } }
  given([before])
    .when(updateBillingInfo({ data: profile }))
    .then([billingInfoUpdated({ billingProfile: profile }, before.data.billingProfile)])
})

t('all broken rules are told at once', () => {
  given([registered])
    .when(
      updateBillingInfo({
        data: {
          firstName: '7',
          email: 'a@microsoft.com',
          culture: 'xx',
          companyName: 'Ltd',
          defaultAddress: { city: null, state: 'ZZ', postalCode: '1', phoneNumber: '1' }
        }
      })
    )
    .then(
      ruleViolated([
        ['data.firstName', 'ContactNameForbidden'],
        ['data.email', 'EmailForbidden'],
        ['data.culture', 'CultureUnsupported'],
        ['data.companyName', 'CompanyNameForbidden'],
        [at('city'), 'CityRequired'],
        [at('state'), 'StateUnknown'],
        [at('postalCode'), 'PostalCodeFormat'],
        [at('phoneNumber'), 'PhoneFormat']
      ])
    )
})

t('a top-level domain in the name needs to be confirmed', () => {
  const data = { companyName: 'Contoso.com Company' }
  given([registered]).when(updateBillingInfo({ data })).then(confirmationRequired('data.companyName'))
  given([registered])
    .when(updateBillingInfo({ data, confirm: ['CompanyNameContainsTopLevelDomain'] }))
    .then([billingInfoUpdated({ billingProfile: data, confirmed: ['CompanyNameContainsTopLevelDomain'] })])
})

const germany = {
  culture: 'de-DE',
  defaultAddress: {
    country: 'DE',
    state: null,
    city: 'K\u00f6ln',
    postalCode: '26133',
    phoneNumber: '30123456',
    addressLine1: '2 Harbour Road'
  }
}

t('the country of the billing address never changes', () => {
  given([registered])
    .when(updateBillingInfo({ data: germany }))
    .then({ type: 'CountryChangeNotAllowed' })
})

const travelling = givenWith({ policy: { ...defaultPolicy, countryChangeAllowed: true } })

t('unless a policy allows it: the whole address is then checked by the rules of the new country', () => {
  travelling([registered])
    .when(updateBillingInfo({ data: germany }))
    .then([billingInfoUpdated({ billingProfile: germany })])
  travelling([registered])
    .when(
      updateBillingInfo({ data: { culture: 'es-US', defaultAddress: { country: 'DE', postalCode: '98052-8300' } } })
    )
    .then(
      ruleViolated([
        ['data.culture', 'CultureUnsupported'],
        [at('postalCode'), 'PostalCodeFormat']
      ])
    )
})

t('and somebody says why, which is told together with the other rules', () => {
  travelling([registered])
    .when(updateBillingInfo({ reason: null, data: germany }))
    .then(ruleViolated([['reason', 'ReasonRequired']]))
  travelling([registered])
    .when(updateBillingInfo({ reason: null, data: { ...germany, culture: 'fr-FR' } }))
    .then(
      ruleViolated([
        ['reason', 'ReasonRequired'],
        ['data.culture', 'CultureUnsupported']
      ])
    )
})

t('where the country stays, no reason is needed, whatever the policy', () => {
  for (const givens of [given, travelling]) {
    givens([registered])
      .when(updateBillingInfo({ reason: null }))
      .then([billingInfoUpdated()])
  }
})

t('an embedding team’s own country rules are the ones that count', () => {
  const countryRules = createCountryRules({
    overrides: { version: 'team-1', countries: { US: { cityRequired: false, cultures: ['haw-US'] } } }
  })
  const data = { culture: 'haw-US', defaultAddress: { city: null } }
  givenWith({ countryRules })([registered])
    .when(updateBillingInfo({ data }))
    .then([billingInfoUpdated({ billingProfile: data })])
})

t('a customer whom nobody registered cannot be updated', () => {
  given([]).when(updateBillingInfo()).then({ type: 'CustomerNotRegistered' })
})

t('who read an older account is told how far it is and what changed since', () => {
  given([registered, billingInfoUpdated()])
    .when(updateBillingInfo())
    .then({
      type: 'RevisionConflict',
      currentRevision: '1',
      changedFields: ['/billingProfile/defaultAddress/addressLine1']
    })
})

t('checks come in order: role, registration, revision, immutable fields, country, rules, confirmation', () => {
  const nobody = actor({ roles: ['HelpdeskAgent'] })
  const stale = { expectedRevision: revision(5n) }
  const immutable = { id: uuid(1) }
  const unusual = { companyName: 'contoso.com' }
  const broken = { ...unusual, culture: 'xx' }
  const moved = { ...broken, defaultAddress: { country: 'DE' } }
  given([])
    .when(updateBillingInfo({ ...stale, actor: nobody }))
    .then({ type: 'RoleNotAllowed' })
  given([]).when(updateBillingInfo(stale)).then({ type: 'CustomerNotRegistered' })
  given([registered])
    .when(updateBillingInfo({ ...stale, data: { ...moved, ...immutable } }))
    .then({ type: 'RevisionConflict', currentRevision: '0', changedFields: [] })
  given([registered])
    .when(updateBillingInfo({ data: { ...moved, ...immutable } }))
    .then({ type: 'ImmutableField', fields: ['data.id'] })
  given([registered])
    .when(updateBillingInfo({ data: moved }))
    .then({ type: 'CountryChangeNotAllowed' })
  given([registered])
    .when(updateBillingInfo({ data: broken }))
    .then(ruleViolated([['data.culture', 'CultureUnsupported']]))
  given([registered])
    .when(updateBillingInfo({ data: unusual }))
    .then(confirmationRequired('data.companyName'))
})

t.run()
