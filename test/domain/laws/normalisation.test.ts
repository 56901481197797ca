import { countryCodes, defaultCountryRules } from '@accountable/domain/country'
import {
  type CustomerRegistered,
  createCustomerDecider,
  type PartnerCenterCustomer
} from '@accountable/domain/customer'
import { fold } from '@accountable/domain/kernel'
import { defaultPolicy } from '@accountable/domain/policy'
import { partnerCenterCustomer, registerCustomer } from '@accountable/domain/testing'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { same } from '../same.js'
import { law, patience } from './law.js'

const decider = createCustomerDecider({ policy: defaultPolicy, countryRules: defaultCountryRules })

/** Anything that the codecs let through: any script, spaces of all kinds, letters in several forms, codes among digits. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((value) => value.replace(/\p{Cc}/gu, ' ')),
  fc.string({
    unit: fc.constantFrom(
      ' ',
      '\u00a0',
      '\u3000',
      '\ufeff',
      '-',
      '.',
      '\u2212',
      '0',
      '1',
      '9',
      '\uff11',
      '+',
      'a',
      'Z',
      '\u0130',
      'ß',
      'e\u0301',
      '\ufb01',
      '\u0307',
      '\u200f',
      '(',
      ')',
      'x',
      '\u0958'
    ),
    minLength: 1,
    maxLength: 14
  })
)
const filled = text.map((value) => (value.trim() === '' ? 'x' : value))
const maybe = fc.option(text, { freq: 4 })
const countries = fc.constantFrom(...countryCodes).chain((code) => fc.constantFrom(code, code.toLowerCase()))
const emails = fc
  .tuple(
    fc.constantFrom('Kim', 'kim+x', 'İ'),
    fc.constantFrom('CONTOSO.example', 'İ.example', 'Ärger.EXAMPLE', 'डाटा.example', 'Å.example')
  )
  .map((parts) => parts.join('@'))

const leaves = {
  region: maybe,
  state: maybe,
  city: maybe,
  district: maybe,
  postalCode: maybe,
  addressLine2: maybe,
  addressLine3: maybe,
  firstName: maybe,
  middleName: maybe,
  lastName: maybe,
  phoneNumber: maybe,
  emailAddress: fc.option(emails)
}

const customers: fc.Arbitrary<PartnerCenterCustomer> = fc
  .record({
    companyName: filled,
    number: maybe,
    domain: filled,
    culture: fc.oneof(
      filled,
      fc.constantFrom('EN-us', 'zh-hant-tw', 'sr-latn-rs', 'no', 'iw-IL', 'i-klingon', 'xx_YY')
    ),
    firstName: filled,
    email: emails,
    companyAddress: fc.option(fc.record({ country: fc.option(countries), addressLine1: maybe, ...leaves })),
    address: fc.record({ country: countries, addressLine1: filled, ...leaves }),
    customDomains: fc.option(fc.array(filled, { maxLength: 4 })),
    relationship: maybe
  })
  .map(
    ({
      companyName,
      number,
      domain,
      culture,
      firstName,
      email,
      companyAddress,
      address,
      customDomains,
      relationship
    }) => {
      const { companyProfile, billingProfile, ...customer } = partnerCenterCustomer()
      return {
        ...customer,
        relationshipToPartner: relationship,
        associatedPartnerId: relationship,
        customDomains,
        companyProfile: {
          ...companyProfile,
          companyName,
          organizationRegistrationNumber: number,
          domain,
          address: companyAddress,
          email
        },
        billingProfile: {
          ...billingProfile,
          companyName,
          firstName,
          email,
          culture,
          language: culture,
          defaultAddress: address
        }
      }
    }
  )

const factsOf = (data: PartnerCenterCustomer): CustomerRegistered => {
  const decision = decider.decide(registerCustomer({ data }), decider.initialState)
  const event = E.isRight(decision) ? decision.right[0] : undefined
  if (event?.type !== 'CustomerRegistered') throw new Error('the registration was refused')
  return event
}

/** What Partner Center would answer of a customer with these facts. */
const echoOf = ({ data }: CustomerRegistered): PartnerCenterCustomer => {
  const { customerId, etag, warnings: _warnings, contact: _contact, billingProfile, ...facts } = data
  return {
    ...facts,
    id: customerId,
    billingProfile: { ...billingProfile, attributes: { etag } }
  } as PartnerCenterCustomer
}

const laws = suite('normalisation', undefined, patience)

laws('normalising what is normalised changes nothing, whatever was typed, in every country', () => {
  law(customers, (customer) => {
    const event = factsOf(customer)
    same(factsOf(echoOf(event)), event)
  })
})

laws('a customer who is registered as they are is registered already', () => {
  law(customers, (customer) => {
    const event = factsOf(customer)
    const state = fold(decider)([event])
    for (const data of [customer, echoOf(event)]) {
      assert.equal(decider.decide(registerCustomer({ data }), state), E.right([]))
    }
  })
})

const notNormal = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === 'string') {
    return value === '' || value !== value.normalize('NFC').trim() || /\s\s|[^\S ]/u.test(value) ? [value] : []
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(notNormal) : []
}

laws('every text of a stored account is composed, trimmed, with single spaces, and never empty', () => {
  law(customers, (customer) => assert.equal(notNormal(factsOf(customer).data), []))
})

laws.run()
