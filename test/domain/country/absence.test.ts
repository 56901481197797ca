import { createCountryRules, defaultCountryRules as rules } from '@accountable/domain/country'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const t = suite('country rules at their edges')

t('blank is absent, as null and undefined are', () => {
  for (const nothing of ['', ' \t', null, undefined]) {
    assert.is(rules.checkCity('US', nothing), 'CityRequired')
    assert.is(rules.checkState('US', nothing), 'StateRequired')
    assert.is(rules.checkRegion('US', nothing), undefined)
    assert.is(rules.checkPostalCode('US', nothing), 'PostalCodeRequired')
    assert.is(rules.checkPhoneNumber('PL', nothing), 'PhoneRequired')
    assert.is(rules.checkPhoneNumber('US', nothing), undefined)
    assert.is(rules.checkRegistrationNumber('PL', nothing), 'RegistrationNumberRequired')
    assert.is(rules.checkRegistrationNumber('US', nothing), undefined)
    assert.is(rules.checkCulture('US', nothing), undefined)
  }
})

t('a country that nobody assigned has a rule that requires nothing', () => {
  for (const code of ['XX', 'USA', '1US', '']) {
    const rule = rules.ruleOf(code)
    assert.equal(rule.name, { value: code, source: 'none' })
    assert.equal(rule.cultures, { value: ['en-US'], source: 'none' })
    for (const required of [rule.cityRequired, rule.stateRequired, rule.postalCodeRequired]) {
      assert.equal(required, { value: false, source: 'none' })
    }
    assert.is(rules.checkCity(code, null), undefined)
    assert.is(rules.checkState(code, null), undefined)
    assert.is(rules.checkPostalCode(code, null), undefined)
    assert.is(rules.checkPhoneNumber(code, '1'), undefined)
    assert.is(rules.checkCulture(code, 'en-us '), undefined)
    assert.is(rules.checkCulture(code, 'de-DE'), 'CultureUnsupported')
  }
})

t('a country’s own pattern decides beside the numbering plan', () => {
  const strict = createCountryRules({ overrides: { version: 'team-1', countries: { DE: { phonePattern: '^30' } } } })
  assert.is(strict.checkPhoneNumber('DE', '030 123456'), undefined)
  assert.is(strict.checkPhoneNumber('DE', '089 123456'), 'PhoneFormat')
  assert.is(rules.checkPhoneNumber('DE', '089 123456'), undefined)
  assert.is(strict.checkPhoneNumber('DE', '30'), 'PhoneFormat')
})

t('what is far too long for a postal code is only written in upper case', () => {
  assert.is(rules.normalisePostalCode('AR', 'c'.repeat(21)), 'C'.repeat(21))
  assert.is(rules.normalisePostalCode('US', '98052 8300'), '98052-8300')
  assert.is(rules.normalisePostalCode('GB', 'ec1y8sy'), 'EC1Y 8SY')
})

t.run()
