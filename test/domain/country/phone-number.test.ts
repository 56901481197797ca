import { createRequire } from 'node:module'
import { countryCodes, defaultCountryRules } from '@accountable/domain/country'
import * as fc from 'fast-check'
import { getExampleNumber, isSupportedCountry } from 'libphonenumber-js/max'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const test = suite('phone numbers', {}, { timeout: 30_000 })
const { ruleOf, normalisePhoneNumber, checkPhoneNumber } = defaultCountryRules
const examples = createRequire(import.meta.url)('libphonenumber-js/examples.mobile.json')

const written: ReadonlyArray<readonly [country: string, written: string, digits: string]> = [
  ['US', '+1 (425) 555-0101', '4255550101'],
  ['US', '1 425 555 0101', '4255550101'],
  ['US', '425.555.0101', '4255550101'],
  ['US', '٤٢٥٥٥٥٠١٠١', '4255550101'],
  ['CA', '+1 514-555-0174', '5145550174'],
  ['GB', '020 7946 0123', '2079460123'],
  ['GB', '+44 (0)20 7946 0123', '2079460123'],
  ['GB', '0044 20 7946 0123', '2079460123'],
  ['GG', '+44 1481 960194', '1481960194'],
  ['IT', '06 1234 5678', '0612345678'],
  ['SG', '65551234', '65551234'],
  ['SG', '6565551234', '65551234'],
  ['RU', '8 800 123-45-67', '8001234567'],
  ['KZ', '8 (727) 250-12-34', '7272501234'],
  ['BR', '+55(11)989661259', '11989661259'],
  ['CI', '01 23 45 67 89', '0123456789'],
  ['HU', '06 1 555 1234', '15551234'],
  ['MX', '55 5555 0133', '5555550133']
]
for (const [country, text, digits] of written)
  test(`${country} ${text} is ${digits}`, () => {
    assert.is(normalisePhoneNumber(country, text), digits)
    assert.is(checkPhoneNumber(country, text), undefined)
  })

const malformed: ReadonlyArray<readonly [country: string, text: string]> = [
  ['US', '+44 20 7946 0123'],
  ['US', '555-0101'],
  ['US', '425-555-0101 x12'],
  ['US', '1-800-FLOWERS'],
  ['US', 'call 425-555-0101'],
  ['GB', '+1 425 555 0101'],
  ['DE', '12'],
  ['PL', '123456789012345678']
]
for (const [country, text] of malformed)
  test(`${country} ${text} is kept, and malformed`, () => {
    assert.is(normalisePhoneNumber(country, ` ${text} `), text)
    assert.is(checkPhoneNumber(country, text), 'PhoneFormat')
  })

test("the captured pattern of the US is applied to the national digits, and to no other country's", () => {
  assert.is(checkPhoneNumber('US', '4255550101'), undefined)
  assert.equal(
    countryCodes.filter((country) => ruleOf(country).phonePattern.value !== undefined),
    ['US']
  )
})

test('an absent number matters in the 24 countries', () => {
  assert.is(checkPhoneNumber('PL', null), 'PhoneRequired')
  assert.is(checkPhoneNumber('PL', ''), 'PhoneRequired')
  assert.is(checkPhoneNumber('DE', undefined), undefined)
})

test('a place without a numbering plan takes any text', () => {
  assert.is(checkPhoneNumber('AQ', 'radio'), undefined)
  assert.is(normalisePhoneNumber('AQ', ' radio '), 'radio')
})

test('every writing of every example number has the same national digits', () => {
  for (const country of countryCodes) {
    const example = isSupportedCountry(country) ? getExampleNumber(country, examples) : undefined
    if (example === undefined) continue
    const { nationalNumber } = example
    for (const text of [nationalNumber, example.number, example.formatNational(), example.formatInternational()]) {
      assert.is(normalisePhoneNumber(country, text), nationalNumber, `${country} ${text}`)
      assert.is(checkPhoneNumber(country, text), undefined, `${country} ${text}`)
    }
  }
})

test('normalising twice is normalising once, for numbers that begin with a prefix or a calling code too', () => {
  const numberLike = fc.string({ unit: fc.constantFrom(...Array.from('0123456789+ ()-')), maxLength: 18 })
  const number = fc.tuple(fc.constantFrom(...countryCodes), fc.constantFrom('', '0', '00', '8', '+', '1'), numberLike)
  fc.assert(
    fc.property(number, fc.boolean(), ([country, prefix, rest], international) => {
      const text = international ? `+${ruleOf(country).callingCode.value ?? ''}${prefix}${rest}` : prefix + rest
      const once = normalisePhoneNumber(country, text)
      assert.is(normalisePhoneNumber(country, once), once)
    }),
    { numRuns: 10_000 }
  )
})

test.run()
