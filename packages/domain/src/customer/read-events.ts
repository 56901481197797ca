import type { EventSchema } from '../kernel/event-codec.js'
import type { Personal } from '../kernel/personal-data.js'
import { sharedText } from '../kernel/shared-text.js'
import type { StructuralReader } from '../kernel/structural-reader.js'
import type { ChangedField, CustomerEvent } from './events.js'
import type { Address, CompanyAddress } from './values/address.js'
import type { BillingProfile } from './values/billing-profile.js'
import type { PurchaseResource } from './values/purchase-permission.js'

type PersonalText = Personal<string>

// Written out leaf by leaf: the engine reads every event of a log through these, and a generic walker costs more than it saves.

const readAddress = (address: StructuralReader): Address<PersonalText> => ({
  country: address.text('country', address.node['country']),
  region: address.textOrNull('region', address.node['region']),
  state: address.textOrNull('state', address.node['state']),
  city: address.textOrNull('city', address.node['city']),
  district: address.textOrNull('district', address.node['district']),
  postalCode: address.textOrNull('postalCode', address.node['postalCode']),
  addressLine1: address.personal('addressLine1', address.node['addressLine1']),
  addressLine2: address.personalOrNull('addressLine2', address.node['addressLine2']),
  addressLine3: address.personalOrNull('addressLine3', address.node['addressLine3']),
  firstName: address.personalOrNull('firstName', address.node['firstName']),
  middleName: address.personalOrNull('middleName', address.node['middleName']),
  lastName: address.personalOrNull('lastName', address.node['lastName']),
  phoneNumber: address.personalOrNull('phoneNumber', address.node['phoneNumber']),
  emailAddress: address.personalOrNull('emailAddress', address.node['emailAddress'])
})

const readCompanyAddress = (address: StructuralReader | null): CompanyAddress<PersonalText> | null =>
  address === null
    ? null
    : {
        country: address.textOrNull('country', address.node['country']),
        region: address.textOrNull('region', address.node['region']),
        state: address.textOrNull('state', address.node['state']),
        city: address.textOrNull('city', address.node['city']),
        district: address.textOrNull('district', address.node['district']),
        postalCode: address.textOrNull('postalCode', address.node['postalCode']),
        addressLine1: address.personalOrNull('addressLine1', address.node['addressLine1']),
        addressLine2: address.personalOrNull('addressLine2', address.node['addressLine2']),
        addressLine3: address.personalOrNull('addressLine3', address.node['addressLine3']),
        firstName: address.personalOrNull('firstName', address.node['firstName']),
        middleName: address.personalOrNull('middleName', address.node['middleName']),
        lastName: address.personalOrNull('lastName', address.node['lastName']),
        phoneNumber: address.personalOrNull('phoneNumber', address.node['phoneNumber']),
        emailAddress: address.personalOrNull('emailAddress', address.node['emailAddress'])
      }

const readBillingProfile = (profile: StructuralReader): BillingProfile<PersonalText> => ({
  id: profile.textOrNull('id', profile.node['id']),
  firstName: profile.personal('firstName', profile.node['firstName']),
  lastName: profile.personal('lastName', profile.node['lastName']),
  email: profile.personal('email', profile.node['email']),
  culture: profile.text('culture', profile.node['culture']),
  language: profile.text('language', profile.node['language']),
  companyName: profile.text('companyName', profile.node['companyName']),
  defaultAddress: readAddress(profile.object('defaultAddress', profile.node['defaultAddress']))
})

const readChange = (change: StructuralReader): ChangedField => ({
  path: sharedText(change.text('path', change.node['path'])),
  from: change.lifted('from', change.node['from']) as ChangedField['from'],
  to: change.lifted('to', change.node['to']) as ChangedField['to']
})

const readChanges = (data: StructuralReader): ReadonlyArray<ChangedField> =>
  data.objects('changes', data.node['changes'], readChange)

/** Kept as it is stored: a resource of tomorrow is a fact too. */
const readResource = (data: StructuralReader): PurchaseResource =>
  sharedText(data.text('resource', data.node['resource'])) as PurchaseResource

type DataOf<Type extends CustomerEvent['type']> = Extract<CustomerEvent, { type: Type }>['data']

const registered = (data: StructuralReader): DataOf<'CustomerRegistered'> => {
  const company = data.object('companyProfile', data.node['companyProfile'])
  return {
    customerId: data.text('customerId', data.node['customerId']),
    commerceId: data.textOrNull('commerceId', data.node['commerceId']),
    companyProfile: {
      tenantId: company.text('tenantId', company.node['tenantId']),
      domain: company.text('domain', company.node['domain']),
      companyName: company.text('companyName', company.node['companyName']),
      organizationRegistrationNumber: company.personalOrNull(
        'organizationRegistrationNumber',
        company.node['organizationRegistrationNumber']
      ),
      address: readCompanyAddress(company.objectOrNull('address', company.node['address'])),
      email: company.personalOrNull('email', company.node['email'])
    },
    billingProfile: readBillingProfile(data.object('billingProfile', data.node['billingProfile'])),
    relationshipToPartner: data.textOrNull('relationshipToPartner', data.node['relationshipToPartner']),
    allowDelegatedAccess: data.flagOrNull('allowDelegatedAccess', data.node['allowDelegatedAccess']),
    customDomains: data.texts('customDomains', data.node['customDomains']),
    associatedPartnerId: data.textOrNull('associatedPartnerId', data.node['associatedPartnerId']),
    etag: data.textOrNull('etag', data.node['etag']),
    warnings: data.objects('warnings', data.node['warnings'], (warning) => ({
      path: warning.text('path', warning.node['path']),
      code: warning.text('code', warning.node['code'])
    })),
    contact: data.text('contact', data.node['contact'])
  }
}

const companyDetailsUpdated = (data: StructuralReader): DataOf<'CompanyDetailsUpdated'> => {
  const details = data.object('companyDetails', data.node['companyDetails'])
  return {
    customerId: data.text('customerId', data.node['customerId']),
    companyDetails: {
      companyName: details.text('companyName', details.node['companyName']),
      organizationRegistrationNumber: details.personalOrNull(
        'organizationRegistrationNumber',
        details.node['organizationRegistrationNumber']
      )
    },
    changes: readChanges(data),
    confirmed: data.texts('confirmed', data.node['confirmed']),
    contact: data.text('contact', data.node['contact'])
  }
}

const billingInfoUpdated = (data: StructuralReader): DataOf<'BillingInfoUpdated'> => ({
  customerId: data.text('customerId', data.node['customerId']),
  billingProfile: readBillingProfile(data.object('billingProfile', data.node['billingProfile'])),
  changes: readChanges(data),
  confirmed: data.texts('confirmed', data.node['confirmed']),
  contact: data.text('contact', data.node['contact']),
  previousContact: data.textOrNull('previousContact', data.node['previousContact'])
})

const granted = (data: StructuralReader): DataOf<'PurchasePermissionGranted'> => {
  const evidence = data.object('evidence', data.node['evidence'])
  return {
    customerId: data.text('customerId', data.node['customerId']),
    resource: readResource(data),
    evidence: {
      subscriptionId: evidence.text('subscriptionId', evidence.node['subscriptionId']),
      offer: evidence.text('offer', evidence.node['offer']),
      checkedAt: evidence.text('checkedAt', evidence.node['checkedAt'])
    },
    partnerPaysAcknowledged: data.flag('partnerPaysAcknowledged', data.node['partnerPaysAcknowledged']) as true,
    changes: readChanges(data)
  }
}

const revoked = (data: StructuralReader): DataOf<'PurchasePermissionRevoked'> => ({
  customerId: data.text('customerId', data.node['customerId']),
  resource: readResource(data),
  changes: readChanges(data)
})

/** Today's version of every event type, and its reader. */
export const eventSchemas: { readonly [Type in CustomerEvent['type']]: EventSchema } = {
  CustomerRegistered: { version: 1, read: registered },
  CompanyDetailsUpdated: { version: 1, read: companyDetailsUpdated },
  BillingInfoUpdated: { version: 1, read: billingInfoUpdated },
  PurchasePermissionGranted: { version: 2, read: granted },
  PurchasePermissionRevoked: { version: 1, read: revoked }
}
