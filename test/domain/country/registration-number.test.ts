import { countryCodes, defaultCountryRules } from '@accountable/domain/country'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const test = suite('registration numbers')
const { ruleOf, checkRegistrationNumber } = defaultCountryRules

/** Sample numbers that the validators publish, the same otherwise punctuated, and what must not pass. */
const numbers: Record<string, { readonly accepted: string; readonly refused: string }> = {
  AE: { accepted: '100123456700003', refused: '' },
  AZ: { accepted: '1401555071|1401-555-071', refused: '1401555072|140155507|ABCDEFGHI1' },
  BR: {
    accepted: '16.727.230/0001-97|16727230000197|12.ABC.345/01DE-35',
    refused: '16.727.230/0001-98|390.533.447-05'
  },
  BY: { accepted: '200988541', refused: '200988542|MA1953684' },
  CN: { accepted: '91110000600037341L|91110000 600037341l', refused: '91110000600037342L|11010519491231002X' },
  HU: { accepted: '12892312|12892312-2-41|HU12892312', refused: '12892313|1289231' },
  IN: { accepted: 'AAPFU0939F|aapfu0939f|27AAPFU0939F1ZV', refused: 'AAPPU0939F|27AAPFU0939F1ZO|234123412346' },
  KZ: { accepted: '123456789012', refused: '12345678901|1234567890AB' },
  MD: { accepted: '1008600038413', refused: '1008600038412|2008600038413' },
  PL: { accepted: '8567346215|856-734-62-15|PL 8567346215', refused: '8567346216|44051401359' },
  RU: { accepted: '1234567894', refused: '1234567895|123456789047' },
  SA: { accepted: '300000000000003', refused: '' },
  TH: { accepted: '0-99-4-000-61772-1|0994000617721', refused: '0994000617722|1-2345-45678-78-1' },
  TR: { accepted: '4540536920|454 053 6920', refused: '4540536921|17291716060' },
  UA: { accepted: '32855961', refused: '32855968|1759013776' },
  US: { accepted: '91-1144442|911144442', refused: '07-1144442|123-45-6789' },
  VE: { accepted: 'V-11470283-4|v114702834', refused: 'V-11470283-3|X-11470283-4' },
  VN: { accepted: '0100233488|0314409058-002', refused: '0100233480|01002334' },
  ZA: { accepted: '0001339050', refused: '0001339051|7503305044089' }
}

for (const [country, { accepted, refused }] of Object.entries(numbers)) {
  for (const number of accepted.split('|'))
    test(`${country} accepts ${number}`, () => assert.is(checkRegistrationNumber(country, number), undefined))
  for (const number of refused.split('|').filter((text) => text !== ''))
    test(`${country} refuses ${number}`, () =>
      assert.is(checkRegistrationNumber(country, number), 'RegistrationNumberFormat'))
}

test('an absent number matters in the 24 countries only', () => {
  for (const country of countryCodes)
    for (const absent of [null, undefined, ''])
      assert.is(
        checkRegistrationNumber(country, absent),
        ruleOf(country).registrationNumberRequired.value ? 'RegistrationNumberRequired' : undefined
      )
})

test('a number is optional and without format outside the table', () => {
  for (const country of ['DE', 'GB', 'JP', 'AQ']) assert.is(checkRegistrationNumber(country, 'HRB 1234'), undefined)
})

test.run()
