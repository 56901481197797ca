import { countryCodes, defaultCountryRules } from '@accountable/domain/country'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const test = suite('postal codes', {}, { timeout: 30_000 })
const { ruleOf, normalisePostalCode, checkPostalCode } = defaultCountryRules

const written: ReadonlyArray<readonly [country: string, written: string, normalised: string]> = [
  ['GB', 'w26bd', 'W2 6BD'],
  ['GB', ' w2 6bd ', 'W2 6BD'],
  ['GB', 'gir0aa', 'GIR 0AA'],
  ['GB', 'bfpo61', 'BFPO 61'],
  ['GB', 'EC1A1HQ', 'EC1A 1HQ'],
  ['CA', 'h3b4w8', 'H3B 4W8'],
  ['CA', 'H3B\u20134W8', 'H3B 4W8'],
  ['BR', '04543907', '04543-907'],
  ['BR', '04.543-907', '04543-907'],
  ['PL', '02222', '02-222'],
  ['PL', '02\u00a0222', '02-222'],
  ['US', '98052', '98052'],
  ['US', '980045002', '98004-5002'],
  ['US', '98004 5002', '98004-5002'],
  ['JP', '1080075', '108-0075'],
  ['JP', '１０８－００７５', '108-0075'],
  ['NL', '1118cz', '1118 CZ'],
  ['IE', 'D18P521', 'D18 P521'],
  ['PT', '1000123', '1000-123'],
  ['PT', '1000', '1000'],
  ['FR', '92 130', '92130'],
  ['SE', '114 55', '11455'],
  ['CZ', '10000', '100 00'],
  ['KY', 'ky11100', 'KY1-1100'],
  ['CR', '1234567', '123-4567'],
  ['OM', 'pc133', 'PC 133']
]
for (const [country, text, normalised] of written)
  test(`${country} ${text} is ${normalised}`, () => {
    assert.is(normalisePostalCode(country, text), normalised)
    assert.is(checkPostalCode(country, text), undefined)
  })

const malformed: ReadonlyArray<readonly [country: string, text: string, kept: string]> = [
  ['US', '9800', '9800'],
  ['US', '98004-50021', '98004-50021'],
  ['DE', 'd-80809', 'D-80809'],
  ['GB', 'w2 6b', 'W2 6B'],
  ['CA', 'D3B 4W8', 'D3B 4W8'],
  ['NL', '1118 ss', '1118 SS'],
  ['BR', '0454-907', '0454-907'],
  ['IE', 'D18', 'D18'],
  ['TH', '1015', '1015'],
  ['SG', '069547 069547', '069547 069547']
]
for (const [country, text, kept] of malformed)
  test(`${country} ${text} is kept, and malformed`, () => {
    assert.is(normalisePostalCode(country, text), kept)
    assert.is(checkPostalCode(country, text), 'PostalCodeFormat')
  })

test('an absent code matters where one is required', () => {
  for (const absent of [null, undefined, '']) {
    for (const country of ['US', 'GB', 'SG', 'JP']) assert.is(checkPostalCode(country, absent), 'PostalCodeRequired')
    for (const country of ['HK', 'AE', 'IE', 'SS', 'TH']) assert.is(checkPostalCode(country, absent), undefined)
  }
})

test('any code will do where the country has none', () => {
  assert.is(checkPostalCode('HK', '999077'), undefined)
  assert.is(normalisePostalCode('AE', ' p.o. 12 '), 'P.O. 12')
})

test('every sample is its own normal form and fits, and no pattern can repeat without bound', () => {
  for (const country of countryCodes) {
    const { pattern = '^$', samples = [] } = ruleOf(country).postalCode.value ?? {}
    assert.match(pattern, /^\^[^*+]*\$$/, country)
    for (const sample of samples) {
      assert.is(normalisePostalCode(country, sample), sample, country)
      assert.is(checkPostalCode(country, sample), undefined, country)
    }
  }
})

test('every code that fits a pattern is accepted, however it is separated', () => {
  for (const country of countryCodes) {
    const pattern = ruleOf(country).postalCode.value?.pattern
    if (pattern === undefined || pattern.includes('\\b')) continue
    fc.assert(
      fc.property(
        fc.stringMatching(new RegExp(pattern)),
        fc.constantFrom('', ' ', '-', '\u2011'),
        (code, separator) => {
          assert.is(checkPostalCode(country, code), undefined)
          const bare = code.replace(/[ -]/g, '')
          assert.is(checkPostalCode(country, bare.split('').join(separator)), undefined)
          assert.is(normalisePostalCode(country, bare), normalisePostalCode(country, code))
        }
      ),
      { numRuns: 20 }
    )
  }
})

test('normalising twice is normalising once', () => {
  const codeLike = fc.string({ unit: fc.constantFrom(...Array.from('0123456789ABab -.\u2010\u3000０ßﬁ')) })
  fc.assert(
    fc.property(
      fc.constantFrom(...countryCodes),
      fc.oneof(codeLike, fc.string({ unit: 'binary' })),
      (country, text) => {
        const once = normalisePostalCode(country, text)
        assert.is(normalisePostalCode(country, once), once)
      }
    ),
    { numRuns: 2000 }
  )
})

test.run()
