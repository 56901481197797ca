import { Erased, revision } from '@accountable/domain/kernel'
import {
  actor,
  billingInfoUpdated,
  companyDetailsUpdated,
  customerRegistered,
  partnerCenterCustomer,
  purchasePermissionGranted,
  registerCustomer,
  unchanged,
  uuid
} from '@accountable/domain/testing'
import { suite } from '../../kit/kit.js'
import { given, givenWith } from './given.js'

const t = suite('RegisterCustomer')

t('a customer whom nobody knows is registered with the facts of Partner Center', () => {
  given([]).when(registerCustomer()).then([customerRegistered()])
})

t('the event names the command that first named the contact', () => {
  const commandId = uuid(7)
  given([])
    .when(registerCustomer({ commandId }))
    .then([customerRegistered({ contact: commandId })])
})

t('the facts are normalised', () => {
  given([])
    .when(
      registerCustomer({
        data: {
          companyProfile: {
            tenantId: null,
            domain: 'Contoso.OnMicrosoft.Example',
            companyName: '  Contoso   Trading Company ',
            organizationRegistrationNumber: ' ',
            email: 'Info@CONTOSO.Example',
            address: { country: 'us', postalCode: ' 98052 ', phoneNumber: '+1 (425) 555-0101' }
          },
          billingProfile: {
            firstName: 'Jose\u0301',
            lastName: ' Reyes ',
            email: 'Accounts@CONTOSO.Example',
            culture: 'EN-us',
            language: 'EN',
            defaultAddress: {
              country: 'us',
              state: 'wa',
              city: ' Redmond',
              phoneNumber: '1 425 555 0101',
              addressLine2: ''
            }
          },
          relationshipToPartner: ' reseller ',
          customDomains: ['z.example', 'Contoso.example', 'contoso.EXAMPLE']
        }
      })
    )
    .then([
      customerRegistered({
        companyProfile: { email: 'Info@contoso.example' },
        billingProfile: { firstName: 'Jos\u00e9', email: 'Accounts@contoso.example' },
        customDomains: ['contoso.example', 'z.example']
      })
    ])
})

t('what is left out is nothing: no domains are an empty list, no etag is null', () => {
  given([])
    .when(
      registerCustomer({
        data: {
          commerceId: null,
          companyProfile: { address: null },
          billingProfile: { id: null, attributes: null },
          relationshipToPartner: null,
          allowDelegatedAccess: null,
          customDomains: null
        }
      })
    )
    .then([
      customerRegistered({
        commerceId: null,
        companyProfile: { address: null },
        billingProfile: { id: null },
        relationshipToPartner: null,
        allowDelegatedAccess: null,
        customDomains: [],
        etag: null
      })
    ])
})

t('facts are imported, not negotiated: every broken rule and every warning is noted', () => {
  const defaultAddress = {
    country: 'PL',
    state: null,
    city: null,
    postalCode: '1',
    phoneNumber: null,
    firstName: 'x',
    lastName: '1',
    emailAddress: 'kim@partner.example'
  }
  const billing = {
    firstName: 'test',
    lastName: '7',
    email: 'a@microsoft.com',
    culture: 'xx-XX',
    companyName: 'contoso.com'
  }
  givenWith({ partnerDomains: ['partner.example'] })([])
    .when(
      registerCustomer({
        data: { companyProfile: { companyName: 'Ltd' }, billingProfile: { ...billing, defaultAddress } }
      })
    )
    .then([
      customerRegistered({
        companyProfile: { companyName: 'Ltd' },
        billingProfile: { ...billing, defaultAddress },
        warnings: [
          { path: 'companyProfile.companyName', code: 'CompanyNameForbidden' },
          { path: 'companyProfile.organizationRegistrationNumber', code: 'RegistrationNumberRequired' },
          { path: 'billingProfile.firstName', code: 'ContactNameForbidden' },
          { path: 'billingProfile.lastName', code: 'ContactNameForbidden' },
          { path: 'billingProfile.email', code: 'EmailForbidden' },
          { path: 'billingProfile.culture', code: 'CultureUnsupported' },
          { path: 'billingProfile.defaultAddress.city', code: 'CityRequired' },
          { path: 'billingProfile.defaultAddress.postalCode', code: 'PostalCodeFormat' },
          { path: 'billingProfile.defaultAddress.phoneNumber', code: 'PhoneRequired' },
          { path: 'billingProfile.defaultAddress.firstName', code: 'ContactNameForbidden' },
          { path: 'billingProfile.defaultAddress.lastName', code: 'ContactNameForbidden' },
          { path: 'billingProfile.defaultAddress.emailAddress', code: 'EmailForbidden' },
          { path: 'billingProfile.companyName', code: 'CompanyNameContainsTopLevelDomain' }
        ]
      })
    ])
})

t('a top-level domain in the company profile is a warning too', () => {
  given([])
    .when(registerCustomer({ data: { companyProfile: { companyName: 'Contoso.com Trading' } } }))
    .then([
      customerRegistered({
        companyProfile: { companyName: 'Contoso.com Trading' },
        warnings: [{ path: 'companyProfile.companyName', code: 'CompanyNameContainsTopLevelDomain' }]
      })
    ])
})

t('a culture or language that is no language tag stays as it is', () => {
  const odd = { culture: 'no such_tag', language: 'x y' }
  given([])
    .when(registerCustomer({ data: { billingProfile: odd } }))
    .then([
      customerRegistered({
        billingProfile: odd,
        warnings: [{ path: 'billingProfile.culture', code: 'CultureUnsupported' }]
      })
    ])
})

t('a company address that is missing on either side is compared as nothing', () => {
  const without = customerRegistered({ companyProfile: { address: null } })
  given([without])
    .when(registerCustomer({ data: { companyProfile: { address: null } } }))
    .then(unchanged)
  given([without])
    .when(registerCustomer())
    .then({
      type: 'CustomerAlreadyRegistered',
      differences: ['country', 'region', 'city', 'postalCode', 'addressLine1', 'phoneNumber'].map(
        (field) => `/companyProfile/address/${field}`
      )
    })
})

t('a reason is not needed', () => {
  given([])
    .when(registerCustomer({ reason: null }))
    .then([customerRegistered()])
})

t('the same facts again change nothing', () => {
  given([customerRegistered()])
    .when(registerCustomer({ commandId: uuid(8) }))
    .then(unchanged)
})

t('links, attributes and etag are not compared', () => {
  given([customerRegistered()])
    .when(registerCustomer({ data: { billingProfile: { attributes: { etag: '1' } } } }))
    .then(unchanged)
})

t('custom domains are compared as a set', () => {
  given([customerRegistered({ customDomains: ['b.example', 'a.example'] })])
    .when(registerCustomer({ data: { customDomains: ['A.example', 'b.example', 'a.example'] } }))
    .then(unchanged)
})

t('a known customer is compared with the account of today, not with what was registered', () => {
  const moved = billingInfoUpdated()
  given([customerRegistered(), moved])
    .when(registerCustomer())
    .then({ type: 'CustomerAlreadyRegistered', differences: ['/billingProfile/defaultAddress/addressLine1'] })
  given([customerRegistered(), moved])
    .when(registerCustomer({ data: { billingProfile: { defaultAddress: { addressLine1: '2 Harbour Road' } } } }))
    .then(unchanged)
  given([customerRegistered(), companyDetailsUpdated()])
    .when(registerCustomer())
    .then({
      type: 'CustomerAlreadyRegistered',
      differences: ['/companyProfile/companyName', '/companyProfile/organizationRegistrationNumber']
    })
})

t('every fact that differs is named, and none is quoted', () => {
  given([customerRegistered()])
    .when(
      registerCustomer({
        data: {
          commerceId: uuid(1),
          companyProfile: { domain: 'other.example', email: 'a@b.example', address: { city: 'Seattle' } },
          billingProfile: { id: uuid(2), lastName: 'Roe' },
          relationshipToPartner: 'advisor',
          allowDelegatedAccess: false,
          customDomains: [],
          associatedPartnerId: '1'
        }
      })
    )
    .then({
      type: 'CustomerAlreadyRegistered',
      differences: [
        '/companyProfile/domain',
        '/companyProfile/email',
        '/companyProfile/address/city',
        '/billingProfile/id',
        '/billingProfile/lastName',
        '/commerceId',
        '/relationshipToPartner',
        '/allowDelegatedAccess',
        '/associatedPartnerId',
        '/customDomains'
      ]
    })
})

t('purchase permissions are not part of what is compared', () => {
  given([customerRegistered(), purchasePermissionGranted()]).when(registerCustomer()).then(unchanged)
})

t('a forgotten value equals nothing, so the registration differs', () => {
  given([customerRegistered({ billingProfile: { email: Erased } })])
    .when(registerCustomer())
    .then({ type: 'CustomerAlreadyRegistered', differences: ['/billingProfile/email'] })
})

t('the expected revision of a registration is that there is no stream; another one is not asked', () => {
  given([customerRegistered()])
    .when(registerCustomer({ expectedRevision: revision(7n) }))
    .then(unchanged)
})

t('a role that may not register is refused, whether the customer is known or not', () => {
  for (const events of [[], [customerRegistered()]]) {
    for (const roles of [['GlobalAdmin'], ['HelpdeskAgent', 'BillingAdmin'], ['adminagent'], []]) {
      given(events)
        .when(registerCustomer({ actor: actor({ roles }) }))
        .then({ type: 'RoleNotAllowed' })
    }
  }
})

t('any one of several roles is enough', () => {
  given([])
    .when(registerCustomer({ actor: actor({ roles: ['BillingAdmin', 'UserManagementAdmin'] }) }))
    .then([customerRegistered()])
})

t('an actor of another tenant is refused where the store is one partner’s', () => {
  const ours = givenWith({ partnerTenantId: uuid(0xf).toUpperCase() })
  ours([]).when(registerCustomer()).then([customerRegistered()])
  ours([])
    .when(registerCustomer({ actor: actor({ tenantId: uuid(1) }) }))
    .then({ type: 'RoleNotAllowed' })
})

t('an event before the registration is passed over', () => {
  given([purchasePermissionGranted()])
    .when(registerCustomer({ data: partnerCenterCustomer() }))
    .then([customerRegistered()])
  given([purchasePermissionGranted(), customerRegistered()]).when(registerCustomer()).then(unchanged)
})

t.run()
