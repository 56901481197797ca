import * as fc from 'fast-check'
import type { Address, CompanyAddress } from '../../customer/values/address.js'
import type { BillingProfile } from '../../customer/values/billing-profile.js'
import type { PartnerCenterCustomer } from '../../customer/values/partner-center-customer.js'
import { customerId, uuid } from '../builders/account-builders.js'
import { type Place, places } from './places.js'

/** Mostly the first arbitrary, now and then the other one. */
export const mostly = <A, B>(usual: fc.Arbitrary<A>, unusual: fc.Arbitrary<B>): fc.Arbitrary<A | B> =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: unusual })

/** Text as people type it: composed and decomposed letters, many scripts, spare white space; never blank, never a control. */
export const texts = (maxLength = 24): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength })
    .map((text) => text.replace(/\p{Cc}/gu, ' '))
    .filter((text) => text.trim() !== '' && text.length <= 200)

const maybe = <A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | null> => fc.option(arbitrary, { freq: 3 })

const personNames = fc.constantFrom(
  'Dana',
  'Reyes',
  'José',
  'José',
  ' Anna  Maria ',
  'Nguyễn',
  "O'Neil",
  '李',
  '김',
  'Łukasz'
)
const forbiddenNames = fc.constantFrom('x', '42', 'test', 'nobody', 'A'.repeat(41))
const companyNames = fc.constantFrom(
  'Contoso Trading Company',
  'Contoso  Trading Company',
  'contoso trading company',
  'Müller & Söhne KG',
  'Müller & Söhne KG',
  '株式会社サンプル',
  'Fourth Coffee, Ltd.'
)
const unusualCompanyNames = fc.constantFrom('Ltd', 'aaa', '1 2 3', '!!!', 'contoso.com', 'Shop.example.NET')
const emails = fc.constantFrom('accounts@contoso.example', 'Accounts@CONTOSO.example', 'kim+x@fabrikam.example')
const forbiddenEmails = fc.constantFrom('someone@microsoft.com', 'kim@Partner.Example')

const addressesAt = ({ country, state, city, postalCode, phoneNumber }: Place): fc.Arbitrary<Address> =>
  fc.record({
    country: fc.constant(country),
    region: mostly(fc.constant(null), fc.constant('NA')),
    state: mostly(fc.constant(state), fc.constantFrom(null, 'ZZ')),
    city: mostly(fc.constant(city), fc.constantFrom(null, 'Springfield')),
    district: maybe(texts()),
    postalCode: mostly(fc.constant(postalCode), fc.constantFrom(null, '00', 'ABC 123')),
    addressLine1: mostly(fc.constantFrom('1 Main Street', ' 1  Main Street', '2 Harbour Road'), texts()),
    addressLine2: maybe(texts()),
    addressLine3: fc.constant(null),
    firstName: mostly(fc.constant(null), personNames),
    middleName: fc.constant(null),
    lastName: mostly(fc.constant(null), personNames),
    phoneNumber: mostly(fc.constant(phoneNumber), fc.constantFrom(null, '1', '+14255550101')),
    emailAddress: mostly(fc.constant(null), emails)
  })

/** Billing profiles of this place; `id` is the one that the customer has, or absent. */
export const billingProfilesAt = (place: Place): fc.Arbitrary<BillingProfile> =>
  fc.record({
    id: mostly(fc.constant(uuid(0xb)), fc.constant(null)),
    firstName: mostly(personNames, forbiddenNames),
    lastName: mostly(personNames, forbiddenNames),
    email: mostly(emails, forbiddenEmails),
    culture: mostly(fc.constantFrom(place.culture, place.culture.toUpperCase(), 'en-US'), fc.constant('xx-XX')),
    language: fc.constantFrom('en', 'EN', 'de'),
    companyName: mostly(companyNames, unusualCompanyNames),
    defaultAddress: addressesAt(place)
  })

/** The names and numbers that company details carry. */
export const companyDetailsAt = ({ registrationNumber }: Place) => ({
  companyName: mostly(companyNames, unusualCompanyNames),
  organizationRegistrationNumber: mostly(fc.constant(registrationNumber), fc.constantFrom(null, 'none', '1'))
})

/** Customers of this place as Partner Center answers them. */
export const partnerCenterCustomersAt = (place: Place): fc.Arbitrary<PartnerCenterCustomer> =>
  fc.record({
    id: fc.constant(customerId),
    commerceId: mostly(fc.constant(uuid(0xcc)), fc.constant(null)),
    companyProfile: fc.record({
      tenantId: fc.constantFrom(null, customerId),
      domain: fc.constantFrom('contoso.onmicrosoft.example', 'Contoso.onmicrosoft.EXAMPLE'),
      ...companyDetailsAt(place),
      address: maybe(addressesAt(place) as fc.Arbitrary<CompanyAddress>),
      email: maybe(emails)
    }),
    billingProfile: fc
      .tuple(billingProfilesAt(place), fc.constantFrom(null, { etag: '-2279334701316321663' }, { etag: null }))
      .map(([profile, attributes]) => ({ ...profile, attributes })),
    relationshipToPartner: fc.constantFrom('reseller', 'advisor', null),
    allowDelegatedAccess: fc.constantFrom(true, false, null),
    customDomains: fc.constantFrom(null, [], ['contoso.example'], ['Z.example', 'a.example', 'z.example']),
    associatedPartnerId: fc.constantFrom(null, '4567890')
  })

/** Places of many countries. */
export const allPlaces: fc.Arbitrary<Place> = fc.constantFrom(...places)
