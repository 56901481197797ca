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
  country: address.text('country'),
  region: address.textOrNull('region'),
  state: address.textOrNull('state'),
  city: address.textOrNull('city'),
  district: address.textOrNull('district'),
  postalCode: address.textOrNull('postalCode'),
  addressLine1: address.personal('addressLine1'),
  addressLine2: address.personalOrNull('addressLine2'),
  addressLine3: address.personalOrNull('addressLine3'),
  firstName: address.personalOrNull('firstName'),
  middleName: address.personalOrNull('middleName'),
  lastName: address.personalOrNull('lastName'),
  phoneNumber: address.personalOrNull('phoneNumber'),
  emailAddress: address.personalOrNull('emailAddress')
})

const readCompanyAddress = (address: StructuralReader | null): CompanyAddress<PersonalText> | null =>
  address === null
    ? null
    : {
        country: address.textOrNull('country'),
        region: address.textOrNull('region'),
        state: address.textOrNull('state'),
        city: address.textOrNull('city'),
        district: address.textOrNull('district'),
        postalCode: address.textOrNull('postalCode'),
        addressLine1: address.personalOrNull('addressLine1'),
        addressLine2: address.personalOrNull('addressLine2'),
        addressLine3: address.personalOrNull('addressLine3'),
        firstName: address.personalOrNull('firstName'),
        middleName: address.personalOrNull('middleName'),
        lastName: address.personalOrNull('lastName'),
        phoneNumber: address.personalOrNull('phoneNumber'),
        emailAddress: address.personalOrNull('emailAddress')
      }

const readBillingProfile = (profile: StructuralReader): BillingProfile<PersonalText> => ({
  id: profile.textOrNull('id'),
  firstName: profile.personal('firstName'),
  lastName: profile.personal('lastName'),
  email: profile.personal('email'),
  culture: profile.text('culture'),
  language: profile.text('language'),
  companyName: profile.text('companyName'),
  defaultAddress: readAddress(profile.object('defaultAddress'))
})

const readChanges = (data: StructuralReader): ReadonlyArray<ChangedField> =>
  data.objects('changes').map((change) => ({
    path: sharedText(change.text('path')),
    from: change.lifted('from') as ChangedField['from'],
    to: change.lifted('to') as ChangedField['to']
  }))

/** Kept as it is stored: a resource of tomorrow is a fact too. */
const readResource = (data: StructuralReader): PurchaseResource => sharedText(data.text('resource')) as PurchaseResource

type DataOf<Type extends CustomerEvent['type']> = Extract<CustomerEvent, { type: Type }>['data']

const registered = (data: StructuralReader): DataOf<'CustomerRegistered'> => {
  const company = data.object('companyProfile')
  return {
    customerId: data.text('customerId'),
    commerceId: data.textOrNull('commerceId'),
    companyProfile: {
      tenantId: company.text('tenantId'),
      domain: company.text('domain'),
      companyName: company.text('companyName'),
      organizationRegistrationNumber: company.personalOrNull('organizationRegistrationNumber'),
      address: readCompanyAddress(company.objectOrNull('address')),
      email: company.personalOrNull('email')
    },
    billingProfile: readBillingProfile(data.object('billingProfile')),
    relationshipToPartner: data.textOrNull('relationshipToPartner'),
    allowDelegatedAccess: data.flagOrNull('allowDelegatedAccess'),
    customDomains: data.texts('customDomains'),
    associatedPartnerId: data.textOrNull('associatedPartnerId'),
    etag: data.textOrNull('etag'),
    warnings: data.objects('warnings').map((warning) => ({ path: warning.text('path'), code: warning.text('code') })),
    contact: data.text('contact')
  }
}

const companyDetailsUpdated = (data: StructuralReader): DataOf<'CompanyDetailsUpdated'> => {
  const details = data.object('companyDetails')
  return {
    customerId: data.text('customerId'),
    companyDetails: {
      companyName: details.text('companyName'),
      organizationRegistrationNumber: details.personalOrNull('organizationRegistrationNumber')
    },
    changes: readChanges(data),
    confirmed: data.texts('confirmed'),
    contact: data.text('contact')
  }
}

const billingInfoUpdated = (data: StructuralReader): DataOf<'BillingInfoUpdated'> => ({
  customerId: data.text('customerId'),
  billingProfile: readBillingProfile(data.object('billingProfile')),
  changes: readChanges(data),
  confirmed: data.texts('confirmed'),
  contact: data.text('contact'),
  previousContact: data.textOrNull('previousContact')
})

const granted = (data: StructuralReader): DataOf<'PurchasePermissionGranted'> => {
  const evidence = data.object('evidence')
  return {
    customerId: data.text('customerId'),
    resource: readResource(data),
    evidence: {
      subscriptionId: evidence.text('subscriptionId'),
      offer: evidence.text('offer'),
      checkedAt: evidence.text('checkedAt')
    },
    partnerPaysAcknowledged: data.flag('partnerPaysAcknowledged') as true,
    changes: readChanges(data)
  }
}

const revoked = (data: StructuralReader): DataOf<'PurchasePermissionRevoked'> => ({
  customerId: data.text('customerId'),
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
