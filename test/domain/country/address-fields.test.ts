import { countryCodes, defaultCountryRules } from '@accountable/domain/country'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const test = suite('city, state, region and culture', {}, { timeout: 30_000 })
const { checkCity, checkCulture, checkRegion, checkState, normaliseState } = defaultCountryRules

test('a city is required in Germany, not in Singapore or Japan', () => {
  assert.is(checkCity('DE', null), 'CityRequired')
  assert.is(checkCity('DE', ''), 'CityRequired')
  assert.is(checkCity('DE', 'Köln'), undefined)
  for (const country of ['SG', 'JP', 'HK', 'AE', 'IE']) assert.is(checkCity(country, undefined), undefined)
})

test('a state is required in Japan, not in Germany', () => {
  assert.is(checkState('JP', null), 'StateRequired')
  assert.is(checkState('US', ''), 'StateRequired')
  assert.is(checkState('DE', null), undefined)
})

const known = { US: 'WA DC ny', CA: 'QC nu', CN: 'BJ xj HK', MX: 'CMX jal' }
for (const [country, states] of Object.entries(known))
  test(`${country} knows ${states}`, () => {
    for (const state of states.split(' ')) {
      assert.is(checkState(country, state), undefined)
      assert.is(normaliseState(country, state), state.toUpperCase())
    }
  })

const unknown = {
  US: ['ZZ', 'PR', 'US-WA', 'Washington', 'ﬂ'],
  CA: ['WA', 'Quebec'],
  CN: ['11', 'CN-BJ'],
  MX: ['DIF', 'Jalisco']
}
for (const [country, states] of Object.entries(unknown))
  test(`${country} does not know ${states.join(', ')}`, () => {
    for (const state of states) {
      assert.is(checkState(country, state), 'StateUnknown')
      assert.is(normaliseState(country, state), state)
    }
  })

test('elsewhere a state is any text and keeps its case', () => {
  for (const [country, state] of Object.entries({
    BR: 'São Paulo',
    IN: 'Karnataka',
    AU: 'nsw',
    JP: '東京都',
    DE: 'by'
  })) {
    assert.is(checkState(country, state), undefined)
    assert.is(normaliseState(country, state), state)
  }
})

test('a US address may have no region', () => {
  assert.is(checkRegion('US', 'NA'), 'StateUnknown')
  assert.is(checkRegion('US', null), undefined)
  assert.is(checkRegion('MD', 'Anenii Noi'), undefined)
})

test("a culture is one of the country's or en-US, in any case", () => {
  for (const [country, culture] of Object.entries({
    US: 'es-US',
    BR: 'pt-br',
    CH: 'it-CH',
    KE: 'en-KE',
    AO: 'pt-PT',
    RS: 'sr-Latn-RS',
    AQ: 'en-US',
    TW: 'zh-TW',
    ES: 'ca-ES'
  }))
    assert.is(checkCulture(country, culture), undefined, `${country} ${culture}`)
  for (const [country, culture] of Object.entries({
    BR: 'br-BR',
    DE: 'fr-DE',
    CA: 'en-CA',
    US: 'fr-US',
    PT: 'pt-BR',
    GB: 'english',
    AT: 'de-DE'
  }))
    assert.is(checkCulture(country, culture), 'CultureUnsupported', `${country} ${culture}`)
})

test('every check and every normalisation is total, and normalised values are judged like the ones given', () => {
  const { normalisePhoneNumber, normalisePostalCode, checkPhoneNumber, checkPostalCode, checkRegistrationNumber } =
    defaultCountryRules
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 256 }),
    fc.string({ maxLength: 256 }),
    fc.constantFrom('1'.repeat(256), '\ud800', '(+'.repeat(128), ' - '.repeat(80))
  )
  const country = fc.oneof(
    fc.constantFrom(...countryCodes),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('__proto__', 'toString')
  )
  fc.assert(
    fc.property(country, text, (code, value) => {
      checkCity(code, value)
      checkRegion(code, value)
      checkCulture(code, value)
      checkRegistrationNumber(code, value)
      assert.is(checkState(code, normaliseState(code, value)), checkState(code, value))
      assert.is(checkPostalCode(code, normalisePostalCode(code, value)), checkPostalCode(code, value))
      assert.is(checkPhoneNumber(code, normalisePhoneNumber(code, value)), checkPhoneNumber(code, value))
    }),
    { numRuns: 2000 }
  )
})

test.run()
