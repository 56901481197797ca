import { companyNameContainsTopLevelDomain, companyNameForbidden } from '@accountable/domain/customer'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const test = suite('company names')

const forbidden: Record<string, ReadonlyArray<string>> = {
  'one character': ['A', '7', '李', '', ' ', ' x ', 'A\u200b'],
  'only special characters': ['--', '!!', '. , ;', '"', '&&', '🙂🙂', '\t \t', '\u200b\u200b'],
  'a legal form alone': [
    ...'llc|inc|incorporated|corp|corporation|ltd|limited|pty|pty ltd|pte ltd|pvt|pvt ltd|private limited|plc'.split(
      '|'
    ),
    ...'llp|gmbh|sarl|kft|zrt|ooo|wll|lda|sdn bhd|c.p.a.'.split('|'),
    ...'LLC|L.L.C.|Inc.|Ltd|Pty. Ltd.|PTY LTD|Sdn. Bhd.|S.A.R.L.|GmbH|GmbH & Co. KG|Pvt.Ltd|(Ltd)|A/S|S.A.|ООО|株式会社'.split(
      '|'
    )
  ],
  'single characters separated by spaces': ['1 2 3', 'A B', 'x y z', '김 이'],
  'one character repeated': ['999', 'aaa', 'Aaaa', '李李李', '9\u200b99', '.........']
}
for (const [reason, names] of Object.entries(forbidden))
  test(`forbidden: ${reason}`, () => {
    for (const name of names) assert.ok(companyNameForbidden(name), name)
  })

test('names are allowed that only contain such things', () => {
  const names =
    'Contoso, Ltd.|Fabrikam Inc. Residences|3M|99|Nobody Knows|test|Ltd Edition|S.A. Consulting|リテウェア株式会社|콘토소 코리아|' +
    '"=HYPERLINK("|Contoso 999|A1|K&G|A B Contoso|李王|Limitless|Incorporated Wonders|O₂|Munson\'s Pickles'
  for (const name of names.split('|')) assert.not(companyNameForbidden(name), name)
})

test('a top-level domain at the end of a word is noticed', () => {
  const names =
    'Contoso.com|contoso.COM Ltd|Contoso.co.uk|ASP.NET Experts|fabrikam.de, Berlin|(contoso.org)|Contoso.eu.|contoso.com/shop'
  for (const name of names.split('|')) assert.ok(companyNameContainsTopLevelDomain(name), name)
})

test('other dots are not', () => {
  const names =
    'Fabrikam Inc. Residences|St. Gallen|S.A.|L.L.C.|example.invalid|Contoso.community|Contoso com|Dot . com|No.1|U.S.A.|' +
    'Sp. z o.o.|Contoso.comé|Contoso.shop|.|com'
  for (const name of names.split('|')) assert.not(companyNameContainsTopLevelDomain(name), name)
})

test('any text is judged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 256 }), (name) => {
      assert.type(companyNameForbidden(name), 'boolean')
      assert.type(companyNameContainsTopLevelDomain(name), 'boolean')
    }),
    { numRuns: 3000 }
  )
})

test.run()
