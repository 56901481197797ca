import { readFileSync } from 'node:fs'
import { defaultCountryRules as rules } from '@accountable/domain/country'
import {
  companyNameContainsTopLevelDomain,
  companyNameForbidden,
  contactNameForbidden
} from '@accountable/domain/customer'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const test = suite('the example data under the country and name rules')

interface Profile {
  readonly companyName: string
  readonly organizationRegistrationNumber?: string
}
interface Address {
  readonly country: string
  readonly city?: string
  readonly state?: string
  readonly region?: string
  readonly postalCode?: string
  readonly phoneNumber?: string
}
interface Billing {
  readonly firstName: string
  readonly lastName: string
  readonly culture: string
  readonly companyName: string
  readonly defaultAddress: Address
}
interface Customer {
  readonly id: string
  readonly companyProfile: Profile
  readonly billingProfile: Billing
}
interface Line {
  readonly command: { readonly type: string; readonly customerId: string; readonly data: Customer & Billing & Profile }
  readonly expect: { readonly outcome: string; readonly rejection?: string; readonly codes?: ReadonlyArray<string> }
}

const file = (name: string): string =>
  readFileSync(new URL(`../../../../examples/data/${name}`, import.meta.url), 'utf8')

const billingCodes = ({ firstName, lastName, culture, companyName, defaultAddress: address }: Billing): string[] =>
  [
    rules.checkCity(address.country, address.city),
    rules.checkState(address.country, address.state),
    rules.checkRegion(address.country, address.region),
    rules.checkPostalCode(address.country, address.postalCode),
    rules.checkPhoneNumber(address.country, address.phoneNumber),
    rules.checkCulture(address.country, culture),
    companyNameForbidden(companyName) ? 'CompanyNameForbidden' : undefined,
    contactNameForbidden(firstName) || contactNameForbidden(lastName) ? 'ContactNameForbidden' : undefined
  ].filter((code) => code !== undefined)

const companyCodes = (country: string, { companyName, organizationRegistrationNumber }: Profile): string[] =>
  [
    rules.checkRegistrationNumber(country, organizationRegistrationNumber),
    companyNameForbidden(companyName) ? 'CompanyNameForbidden' : undefined
  ].filter((code) => code !== undefined)

const lines: ReadonlyArray<Line> = file('changes.ndjson')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))

const imported: ReadonlyArray<Customer> = JSON.parse(file('customers.json')).items
const registered = lines
  .filter(({ command, expect }) => command.type === 'RegisterCustomer' && expect.outcome === 'accepted')
  .map(({ command }) => command.data)
const customers = [...imported, ...registered]

for (const { companyProfile, billingProfile } of customers)
  test(`nothing is wrong with ${companyProfile.companyName}, nor to be normalised`, () => {
    const { country, state, postalCode, phoneNumber } = billingProfile.defaultAddress
    assert.equal(billingCodes(billingProfile), [])
    assert.equal(companyCodes(country, companyProfile), [])
    assert.not(companyNameContainsTopLevelDomain(companyProfile.companyName))
    if (state !== undefined) assert.is(rules.normaliseState(country, state), state)
    if (postalCode !== undefined) assert.is(rules.normalisePostalCode(country, postalCode), postalCode)
    if (phoneNumber !== undefined) assert.is(rules.normalisePhoneNumber(country, phoneNumber), phoneNumber)
  })

test('every change has the codes that are expected of it', () => {
  const countries = new Map(customers.map((customer) => [customer.id, customer.billingProfile.defaultAddress.country]))
  let judged = 0
  for (const { command, expect } of lines) {
    const ruled = expect.outcome !== 'refused' || expect.rejection === 'RuleViolated'
    if (!ruled || !(command.type === 'UpdateBillingInfo' || command.type === 'UpdateCompanyDetails')) continue
    const { data } = command
    const codes =
      command.type === 'UpdateBillingInfo'
        ? billingCodes(data)
        : companyCodes(countries.get(command.customerId) ?? '', data)
    assert.equal(codes, expect.codes ?? [], JSON.stringify(data))
    judged++
  }
  assert.ok(judged > 50)
})

test.run()
