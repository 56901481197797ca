import { contactNameForbidden } from '@accountable/domain/customer'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const test = suite('contact names')

test('names of all scripts are allowed, in Han, Hangul and Kana of one character too', () => {
  const names =
    "O'Neill|van den Berg|ışıl|Al Mansoori|Hernández Ríos|김|李|の|ア|Ng|Świątek|Null|Tester|Na|Администратова|محمد|जी|Jr. 3rd|X Æ"
  for (const name of names.split('|')) assert.not(contactNameForbidden(name), name)
})

test('one character, digits, symbols and emoji are forbidden', () => {
  for (const name of [
    'X',
    'é',
    'e\u0301',
    'ж',
    '',
    ' ',
    '42',
    '--',
    '🙂',
    '👩‍👩‍👧',
    '\u0000\u0001',
    '\u200b\u200b',
    '１２',
    '...'
  ])
    assert.ok(contactNameForbidden(name), JSON.stringify(name))
})

test('placeholders are forbidden in any case', () => {
  for (const name of ['test', 'Test', 'TEST', 'admin', 'ADMIN', 'Nobody', 'nobody.', 'Test 1', ' admin '])
    assert.ok(contactNameForbidden(name), name)
})

test('forty characters are allowed, one more is not', () => {
  assert.not(contactNameForbidden('a'.repeat(40)))
  assert.ok(contactNameForbidden('a'.repeat(41)))
  assert.not(contactNameForbidden('𠮷'.repeat(40)))
  assert.ok(contactNameForbidden('𠮷'.repeat(41)))
})

test('any text is judged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 256 }), (name) => {
      assert.type(contactNameForbidden(name), 'boolean')
    }),
    { numRuns: 3000 }
  )
})

test.run()
