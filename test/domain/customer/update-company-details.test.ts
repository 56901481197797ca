import { Erased, revision } from '@accountable/domain/kernel'
import {
  actor,
  billingInfoUpdated,
  companyDetailsUpdated,
  confirmationRequired,
  customerId,
  customerRegistered,
  purchasePermissionGranted,
  ruleViolated,
  unchanged,
  updateCompanyDetails,
  uuid
} from '@accountable/domain/testing'
import { suite } from '../../kit/kit.js'
import { given } from './given.js'

const t = suite('UpdateCompanyDetails')
const registered = customerRegistered()

t('name and registration number are replaced, and the event says both, old and new', () => {
  given([registered])
    .when(updateCompanyDetails())
    .then([
      {
        type: 'CompanyDetailsUpdated',
        data: {
          customerId,
          companyDetails: { companyName: 'Contoso Wholesale Company', organizationRegistrationNumber: '91-1144442' },
          changes: [
            {
              path: '/companyProfile/companyName',
              from: 'Contoso Trading Company',
              to: 'Contoso Wholesale Company'
            },
            { path: '/companyProfile/organizationRegistrationNumber', from: null, to: '91-1144442' }
          ],
          confirmed: [],
          contact: registered.data.contact
        }
      }
    ])
})

t('a number that is left out is taken away', () => {
  const numbered = customerRegistered({ companyProfile: { organizationRegistrationNumber: '91-1144442' } })
  const data = { companyName: 'Contoso Trading Company', organizationRegistrationNumber: null }
  given([numbered])
    .when(updateCompanyDetails({ data }))
    .then([companyDetailsUpdated({ companyDetails: data }, numbered.data.companyProfile)])
})

t('only what changed is among the changes', () => {
  const data = { companyName: 'Contoso Wholesale Company', organizationRegistrationNumber: null }
  given([registered])
    .when(updateCompanyDetails({ data }))
    .then([
      companyDetailsUpdated({
        companyDetails: data,
        changes: [
          { path: '/companyProfile/companyName', from: 'Contoso Trading Company', to: 'Contoso Wholesale Company' }
        ]
      })
    ])
})

t('the name on the billing side stays what it is', () => {
  given([registered, companyDetailsUpdated()])
    .when(
      updateCompanyDetails({
        expectedRevision: revision(1n),
        data: { companyName: 'Contoso Trading Company' }
      })
    )
    .then([
      companyDetailsUpdated(
        { companyDetails: { companyName: 'Contoso Trading Company' } },
        companyDetailsUpdated().data.companyDetails
      )
    ])
})

t('letter case in a name is a change', () => {
  const data = { companyName: 'CONTOSO Trading Company', organizationRegistrationNumber: null }
  given([registered])
    .when(updateCompanyDetails({ data }))
    .then([companyDetailsUpdated({ companyDetails: data })])
})

t('white space and composition are not', () => {
  const given1 = customerRegistered({ companyProfile: { companyName: 'Caf\u00e9 Contoso' } })
  given([given1])
    .when(
      updateCompanyDetails({
        data: { companyName: ' Cafe\u0301 \u00a0 Contoso ', organizationRegistrationNumber: null }
      })
    )
    .then(unchanged)
})

t('the same again changes nothing', () => {
  given([registered, companyDetailsUpdated()])
    .when(updateCompanyDetails({ expectedRevision: revision(1n) }))
    .then(unchanged)
})

t('the ids and the domain may be echoed', () => {
  const echo = { id: customerId, tenantId: customerId, commerceId: uuid(0xcc), domain: 'CONTOSO.onmicrosoft.example ' }
  given([registered])
    .when(updateCompanyDetails({ data: echo }))
    .then([companyDetailsUpdated()])
})

t('another id or domain is refused, each of them named', () => {
  const other = { id: uuid(1), tenantId: uuid(2), commerceId: uuid(3), domain: 'other.example' }
  given([registered])
    .when(updateCompanyDetails({ data: other }))
    .then({ type: 'ImmutableField', fields: ['data.id', 'data.tenantId', 'data.commerceId', 'data.domain'] })
  given([registered])
    .when(updateCompanyDetails({ data: { domain: 'other.example' } }))
    .then({ type: 'ImmutableField', fields: ['data.domain'] })
})

t('a commerceId that nobody knew at registration cannot come later', () => {
  given([customerRegistered({ commerceId: null })])
    .when(updateCompanyDetails({ data: { commerceId: uuid(0xcc) } }))
    .then({ type: 'ImmutableField', fields: ['data.commerceId'] })
})

t('a name that is no company’s is refused', () => {
  for (const companyName of ['X', 'Ltd.', '!!!', '1 2 3', '999', 'Sdn Bhd']) {
    given([registered])
      .when(updateCompanyDetails({ data: { companyName } }))
      .then(ruleViolated([['data.companyName', 'CompanyNameForbidden']]))
  }
})

t('a registration number is required where the billing address is in one of the 24 countries', () => {
  const poland = customerRegistered({ billingProfile: { defaultAddress: { country: 'PL' } } })
  given([poland])
    .when(updateCompanyDetails({ data: { organizationRegistrationNumber: null } }))
    .then(ruleViolated([['data.organizationRegistrationNumber', 'RegistrationNumberRequired']]))
})

t('a registration number has the form of its country', () => {
  const poland = customerRegistered({ billingProfile: { defaultAddress: { country: 'PL' } } })
  given([poland])
    .when(updateCompanyDetails({ data: { organizationRegistrationNumber: '8567346216' } }))
    .then(ruleViolated([['data.organizationRegistrationNumber', 'RegistrationNumberFormat']]))
  const data = { organizationRegistrationNumber: '856-734-62-15' }
  given([poland])
    .when(updateCompanyDetails({ data }))
    .then([companyDetailsUpdated({ companyDetails: data })])
})

t('all broken rules are told at once', () => {
  const poland = customerRegistered({ billingProfile: { defaultAddress: { country: 'PL' } } })
  given([poland])
    .when(updateCompanyDetails({ data: { companyName: 'GmbH', organizationRegistrationNumber: 'none' } }))
    .then(
      ruleViolated([
        ['data.companyName', 'CompanyNameForbidden'],
        ['data.organizationRegistrationNumber', 'RegistrationNumberFormat']
      ])
    )
})

t('the phone number is billing info: a customer without one can still be renamed', () => {
  const poland = customerRegistered({
    billingProfile: { defaultAddress: { country: 'PL', phoneNumber: null, postalCode: null } }
  })
  const data = { organizationRegistrationNumber: '8567346215' }
  given([poland])
    .when(updateCompanyDetails({ data }))
    .then([companyDetailsUpdated({ companyDetails: data })])
})

t('a top-level domain in the name needs to be confirmed', () => {
  const data = { companyName: 'Contoso.com Company' }
  given([registered]).when(updateCompanyDetails({ data })).then(confirmationRequired('data.companyName'))
  given([registered])
    .when(updateCompanyDetails({ data, confirm: ['SomethingElse'] }))
    .then(confirmationRequired('data.companyName'))
  given([registered])
    .when(updateCompanyDetails({ data, confirm: ['SomethingElse', 'CompanyNameContainsTopLevelDomain'] }))
    .then([companyDetailsUpdated({ companyDetails: data, confirmed: ['CompanyNameContainsTopLevelDomain'] })])
})

t('a confirmation that was not needed is not stored', () => {
  given([registered])
    .when(updateCompanyDetails({ confirm: ['CompanyNameContainsTopLevelDomain'] }))
    .then([companyDetailsUpdated()])
})

t('a customer whom nobody registered cannot be updated', () => {
  given([]).when(updateCompanyDetails()).then({ type: 'CustomerNotRegistered' })
  given([purchasePermissionGranted()]).when(updateCompanyDetails()).then({ type: 'CustomerNotRegistered' })
})

t('who read an older account is told how far it is and what changed since', () => {
  const later = [registered, companyDetailsUpdated(), billingInfoUpdated(), purchasePermissionGranted()]
  given(later)
    .when(updateCompanyDetails())
    .then({
      type: 'RevisionConflict',
      currentRevision: '3',
      changedFields: [
        '/billingProfile/defaultAddress/addressLine1',
        '/companyProfile/companyName',
        '/companyProfile/organizationRegistrationNumber',
        '/purchasePermissions/AzureReservedInstances'
      ]
    })
  given(later)
    .when(updateCompanyDetails({ expectedRevision: revision(2n) }))
    .then({
      type: 'RevisionConflict',
      currentRevision: '3',
      changedFields: ['/purchasePermissions/AzureReservedInstances']
    })
})

t('an expectation beyond the account is a conflict as well', () => {
  given([registered])
    .when(updateCompanyDetails({ expectedRevision: revision(9n) }))
    .then({ type: 'RevisionConflict', currentRevision: '0', changedFields: [] })
})

t('a conflict is one even if nothing would change', () => {
  given([registered, companyDetailsUpdated()])
    .when(updateCompanyDetails())
    .then({
      type: 'RevisionConflict',
      currentRevision: '1',
      changedFields: ['/companyProfile/companyName', '/companyProfile/organizationRegistrationNumber']
    })
})

t('a forgotten number equals nothing: saying it again is a change', () => {
  const forgotten = customerRegistered({
    companyProfile: { companyName: 'Contoso Wholesale Company', organizationRegistrationNumber: Erased }
  })
  const path = '/companyProfile/organizationRegistrationNumber'
  given([forgotten])
    .when(updateCompanyDetails())
    .then([companyDetailsUpdated({ changes: [{ path, from: Erased, to: '91-1144442' }] })])
  given([forgotten])
    .when(updateCompanyDetails({ data: { organizationRegistrationNumber: null } }))
    .then([
      companyDetailsUpdated({
        companyDetails: { organizationRegistrationNumber: null },
        changes: [{ path, from: Erased, to: null }]
      })
    ])
})

t('the personal number belongs to the contact in force', () => {
  const contact = uuid(0x77)
  given([registered, billingInfoUpdated({ contact, previousContact: registered.data.contact })])
    .when(updateCompanyDetails({ expectedRevision: revision(1n) }))
    .then([companyDetailsUpdated({ contact })])
})

t('checks come in order: role, registration, revision, immutable fields, rules, confirmation', () => {
  const nobody = actor({ roles: ['BillingAdmin'] })
  const stale = { expectedRevision: revision(5n) }
  const immutable = { id: uuid(1) }
  const broken = { companyName: 'x.com', organizationRegistrationNumber: 'none' }
  given([])
    .when(updateCompanyDetails({ ...stale, actor: nobody }))
    .then({ type: 'RoleNotAllowed' })
  given([]).when(updateCompanyDetails(stale)).then({ type: 'CustomerNotRegistered' })
  given([registered])
    .when(updateCompanyDetails({ ...stale, data: { ...immutable, ...broken } }))
    .then({ type: 'RevisionConflict', currentRevision: '0', changedFields: [] })
  given([registered])
    .when(updateCompanyDetails({ data: { ...immutable, ...broken } }))
    .then({ type: 'ImmutableField', fields: ['data.id'] })
  given([registered])
    .when(updateCompanyDetails({ data: broken }))
    .then(ruleViolated([['data.organizationRegistrationNumber', 'RegistrationNumberFormat']]))
})

t('a confirmation is asked before it is seen that nothing changes', () => {
  const companyName = 'Contoso.com Company'
  const named = customerRegistered({ companyProfile: { companyName } })
  const data = { companyName, organizationRegistrationNumber: null }
  given([named]).when(updateCompanyDetails({ data })).then(confirmationRequired('data.companyName'))
  given([named])
    .when(updateCompanyDetails({ data, confirm: ['CompanyNameContainsTopLevelDomain'] }))
    .then(unchanged)
})

t.run()
