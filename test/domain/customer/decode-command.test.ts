import { commandCodecs, commandTypes, decodeCommand, reasonCodes } from '@accountable/domain/customer'
import { revision } from '@accountable/domain/kernel'
import { commandBuilders, submitted, uuid } from '@accountable/domain/testing'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { same } from '../same.js'

type Type = keyof typeof commandBuilders
type Input = Readonly<Record<string, unknown>>

const inputOf = (type: Type): Input => submitted(commandBuilders[type]())

/** The input with another value at a dotted path; undefined takes the key away. */
const replaced = (input: Input, path: string, value: unknown): Input => {
  const [key = '', ...rest] = path.split('.')
  if (rest.length > 0) return { ...input, [key]: replaced(input[key] as Input, rest.join('.'), value) }
  const { [key]: _before, ...others } = input
  return value === undefined ? others : { ...others, [key]: value }
}

const problems = (input: unknown): ReadonlyArray<readonly [string, string]> => {
  const decoded = decodeCommand(input)
  return E.isRight(decoded) ? [] : decoded.left.map(({ path, code }) => [path, code])
}

const decoded = (input: unknown) => {
  const command = decodeCommand(input)
  if (E.isLeft(command)) throw new Error(JSON.stringify(command.left))
  return command.right
}

const t = suite('decoding a command')

t('every builder’s command decodes to itself', () => {
  for (const type of commandTypes) same(decoded(inputOf(type)), commandBuilders[type]())
})

t('a codec knows the commands of its own type, and what is none', () => {
  for (const type of commandTypes) {
    const command = commandBuilders[type]()
    const { is } = commandCodecs[type]
    for (const other of commandTypes) assert.is(is(commandBuilders[other]()), other === type, `${type} ${other}`)
    for (const no of [
      null,
      7,
      {},
      { ...command, customerId: 7 },
      { ...command, confirm: [7] },
      { ...command, actor: null }
    ]) {
      assert.not(is(no))
    }
  }
  const grant = commandBuilders.GrantPurchasePermission()
  assert.not(
    commandCodecs.GrantPurchasePermission.is({ ...grant, data: { ...grant.data, partnerPaysAcknowledged: false } })
  )
  const register = commandBuilders.RegisterCustomer()
  const registers = (data: object) =>
    commandCodecs.RegisterCustomer.is({ ...register, data: { ...register.data, ...data } })
  for (const yes of [{ allowDelegatedAccess: null }, { customDomains: null }, { customDomains: [] }])
    assert.ok(registers(yes))
  for (const no of [{ allowDelegatedAccess: 'x' }, { customDomains: 'x' }, { customDomains: ['a.example', 7] }]) {
    assert.not(registers(no))
  }
})

const requiredOfAll = ['customerId', 'commandId', 'issuedAt', 'actor', 'actor.kind', 'actor.id', 'data']
const requiredOf: Readonly<Record<Type, ReadonlyArray<string>>> = {
  RegisterCustomer: [
    'data.id',
    'data.companyProfile',
    'data.companyProfile.domain',
    'data.companyProfile.companyName',
    'data.billingProfile',
    'data.billingProfile.firstName',
    'data.billingProfile.lastName',
    'data.billingProfile.email',
    'data.billingProfile.culture',
    'data.billingProfile.language',
    'data.billingProfile.companyName',
    'data.billingProfile.defaultAddress',
    'data.billingProfile.defaultAddress.country',
    'data.billingProfile.defaultAddress.addressLine1'
  ],
  UpdateCompanyDetails: ['expectedRevision', 'data.companyName'],
  UpdateBillingInfo: [
    'expectedRevision',
    'data.firstName',
    'data.lastName',
    'data.email',
    'data.culture',
    'data.language',
    'data.companyName',
    'data.defaultAddress',
    'data.defaultAddress.country',
    'data.defaultAddress.addressLine1'
  ],
  GrantPurchasePermission: [
    'reason',
    'data.resource',
    'data.partnerPaysAcknowledged',
    'data.evidence.subscriptionId',
    'data.evidence.offer',
    'data.evidence.checkedAt'
  ],
  RevokePurchasePermission: ['reason', 'data.resource']
}

t('what is required is asked for, whether absent, null or blank', () => {
  for (const type of commandTypes) {
    for (const path of [...requiredOfAll, ...requiredOf[type]]) {
      for (const nothing of [undefined, null]) {
        assert.equal(problems(replaced(inputOf(type), path, nothing)), [[path, 'Required']], `${type} ${path}`)
      }
      const [[at] = []] = problems(replaced(inputOf(type), path, ' \t'))
      assert.is(at, path, `${type} ${path} blank`)
    }
  }
})

t('the type is one of the five', () => {
  for (const type of [undefined, null]) {
    assert.equal(problems(replaced(inputOf('RegisterCustomer'), 'type', type)), [['type', 'Required']])
  }
  for (const type of ['RenameCustomer', 'toString', '__proto__', 7, ['RegisterCustomer'], {}]) {
    assert.equal(problems(replaced(inputOf('RegisterCustomer'), 'type', type)), [['type', 'UnknownValue']])
  }
  assert.equal(problems({ ...inputOf('RegisterCustomer'), type: 'RenameCustomer', commandId: 'x' }), [
    ['type', 'UnknownValue'],
    ['commandId', 'Format']
  ])
})

t('what is no object is no command', () => {
  for (const input of [undefined, null, 'x', 7, true, [], new Uint8Array(2), () => 1]) {
    assert.equal(problems(input), [['', 'WrongType']])
  }
})

const optionalOfAll = {
  'actor.userPrincipalName': null,
  'actor.tenantId': null,
  'actor.roles': [],
  correlationId: null,
  causationId: null,
  traceparent: null,
  source: null,
  confirm: []
}
const optionalOf: Readonly<Record<Type, ReadonlyArray<string>>> = {
  RegisterCustomer: [
    'reason',
    'expectedRevision',
    'data.commerceId',
    'data.companyProfile.tenantId',
    'data.companyProfile.organizationRegistrationNumber',
    'data.companyProfile.email',
    'data.companyProfile.address',
    'data.companyProfile.address.country',
    'data.companyProfile.address.addressLine1',
    'data.billingProfile.id',
    'data.billingProfile.attributes',
    'data.billingProfile.attributes.etag',
    'data.billingProfile.defaultAddress.city',
    'data.relationshipToPartner',
    'data.allowDelegatedAccess',
    'data.customDomains',
    'data.associatedPartnerId'
  ],
  UpdateCompanyDetails: [
    'reason',
    'data.organizationRegistrationNumber',
    'data.id',
    'data.tenantId',
    'data.commerceId',
    'data.domain'
  ],
  UpdateBillingInfo: [
    'reason',
    'reason.text',
    'reason.ticket',
    'data.id',
    ...['region', 'state', 'city', 'district', 'postalCode', 'addressLine2', 'addressLine3', 'firstName'].map(
      (field) => `data.defaultAddress.${field}`
    ),
    ...['middleName', 'lastName', 'phoneNumber', 'emailAddress'].map((field) => `data.defaultAddress.${field}`)
  ],
  GrantPurchasePermission: ['expectedRevision', 'data.evidence'],
  RevokePurchasePermission: ['expectedRevision']
}

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((node, key) => (node as Input)[key], value)

t('what is optional may be absent, null or blank, and is then the same', () => {
  for (const type of commandTypes) {
    const expected = { ...optionalOfAll, ...Object.fromEntries(optionalOf[type].map((path) => [path, null])) }
    for (const [path, nothing] of Object.entries(expected)) {
      const blank = Array.isArray(nothing) ? undefined : '  '
      for (const value of [undefined, null, blank]) {
        assert.equal(at(decoded(replaced(inputOf(type), path, value)), path), nothing, `${type} ${path}`)
      }
    }
  }
})

t('keys that nobody knows are passed over', () => {
  const input = { ...inputOf('RevokePurchasePermission'), __proto__: { roles: 1 }, constructor: 'x', password: 'p' }
  same(decoded(input), commandBuilders.RevokePurchasePermission())
})

const longest: Readonly<Record<string, number>> = {
  firstName: 50,
  lastName: 50,
  companyName: 255,
  culture: 256,
  language: 256,
  'defaultAddress.addressLine1': 200,
  'defaultAddress.addressLine2': 200,
  'defaultAddress.addressLine3': 200,
  'defaultAddress.firstName': 50,
  'defaultAddress.middleName': 50,
  'defaultAddress.lastName': 50,
  'defaultAddress.city': 256,
  'defaultAddress.state': 256,
  'defaultAddress.region': 256,
  'defaultAddress.district': 256,
  'defaultAddress.postalCode': 256,
  'defaultAddress.phoneNumber': 256
}

t('every text has a longest length, outer white space aside', () => {
  for (const [field, length] of Object.entries(longest)) {
    const path = `data.${field}`
    const fits = replaced(inputOf('UpdateBillingInfo'), path, ` ${'A'.repeat(length)}  `)
    assert.equal(problems(fits), [], path)
    const tooLong = replaced(inputOf('UpdateBillingInfo'), path, 'A'.repeat(length + 1))
    assert.equal(problems(tooLong), [[path, 'TooLong']])
  }
  const others: ReadonlyArray<readonly [Type, string, number]> = [
    ['RegisterCustomer', 'data.companyProfile.companyName', 255],
    ['RegisterCustomer', 'data.companyProfile.domain', 256],
    ['RegisterCustomer', 'data.companyProfile.organizationRegistrationNumber', 256],
    ['RegisterCustomer', 'data.companyProfile.address.addressLine1', 200],
    ['RegisterCustomer', 'data.relationshipToPartner', 256],
    ['RegisterCustomer', 'data.associatedPartnerId', 256],
    ['RegisterCustomer', 'data.billingProfile.attributes.etag', 256],
    ['UpdateCompanyDetails', 'data.companyName', 255],
    ['UpdateCompanyDetails', 'data.organizationRegistrationNumber', 256],
    ['UpdateCompanyDetails', 'data.domain', 256],
    ['GrantPurchasePermission', 'data.evidence.offer', 256],
    ['GrantPurchasePermission', 'actor.id', 256],
    ['GrantPurchasePermission', 'actor.userPrincipalName', 256],
    ['GrantPurchasePermission', 'reason.text', 256],
    ['GrantPurchasePermission', 'reason.ticket', 256],
    ['GrantPurchasePermission', 'source', 256]
  ]
  for (const [type, path, length] of others) {
    assert.equal(problems(replaced(inputOf(type), path, 'A'.repeat(length))), [], path)
    assert.equal(problems(replaced(inputOf(type), path, 'A'.repeat(length + 1))), [[path, 'TooLong']])
  }
})

t('a length counts composed letters, however they were typed', () => {
  const path = 'data.lastName'
  const typed = (name: string) => problems(replaced(inputOf('UpdateBillingInfo'), path, name))
  assert.equal(typed('é'.repeat(50).normalize('NFD')), [])
  assert.equal(typed('한'.repeat(50).normalize('NFD')), [])
  assert.equal(typed('ᾂ'.repeat(50).normalize('NFD')), [])
  assert.equal(typed('é'.repeat(51).normalize('NFD')), [[path, 'TooLong']])
  assert.equal(typed('ᾂ'.repeat(51).normalize('NFD')), [[path, 'TooLong']])
  assert.equal(typed(`A${'\u0301'.repeat(50)}`), [], 'what has no composed form counts one by one')
  assert.equal(typed(`A${'\u0301'.repeat(51)}`), [[path, 'TooLong']])
})

t('an e-mail address has at most 254 characters, 64 before the @', () => {
  const email = (value: string) => problems(replaced(inputOf('UpdateBillingInfo'), 'data.email', value))
  const domain = (length: number) => `${'d'.repeat(length - 8)}.example`
  assert.equal(email(`${'a'.repeat(64)}@${domain(189)}`), [])
  assert.equal(email(`${'a'.repeat(64)}@${domain(190)}`), [['data.email', 'TooLong']])
  assert.equal(email(`${'a'.repeat(65)}@b.example`), [['data.email', 'Format']])
})

t('lists are not endless', () => {
  const register = inputOf('RegisterCustomer')
  const domains = (count: number) => replaced(register, 'data.customDomains', Array(count).fill('a.example'))
  assert.equal(problems(domains(900)), [])
  assert.equal(problems(domains(901)), [['data.customDomains', 'TooLong']])
  for (const path of ['actor.roles', 'confirm']) {
    assert.equal(problems(replaced(register, path, Array(64).fill('AdminAgent'))), [])
    assert.equal(problems(replaced(register, path, Array(65).fill('AdminAgent'))), [[path, 'TooLong']])
  }
})

t('blank custom domains are passed over', () => {
  const command = decoded(replaced(inputOf('RegisterCustomer'), 'data.customDomains', ['a.example', ' ', null]))
  assert.ok(command.type === 'RegisterCustomer')
  assert.equal(command.data.customDomains, ['a.example'])
})

t('every part has its kind', () => {
  const wrong: ReadonlyArray<readonly [Type, string, unknown]> = [
    ['RegisterCustomer', 'data', []],
    ['RegisterCustomer', 'data.companyProfile', 'x'],
    ['RegisterCustomer', 'data.companyProfile.address', 7],
    ['RegisterCustomer', 'data.billingProfile.attributes', 'x'],
    ['RegisterCustomer', 'data.allowDelegatedAccess', 'true'],
    ['RegisterCustomer', 'data.customDomains', 'a.example'],
    ['RegisterCustomer', 'data.relationshipToPartner', 7],
    ['UpdateCompanyDetails', 'data.companyName', { toString: 'x' }],
    ['UpdateBillingInfo', 'data.firstName', 7],
    ['GrantPurchasePermission', 'data.evidence', true],
    ['GrantPurchasePermission', 'reason', 'ContractSigned'],
    ['GrantPurchasePermission', 'actor', 'kim'],
    ['GrantPurchasePermission', 'actor.roles', 'AdminAgent'],
    ['GrantPurchasePermission', 'confirm', {}],
    ['GrantPurchasePermission', 'source', ['api']],
    ['GrantPurchasePermission', 'customerId', 7]
  ]
  for (const [type, path, value] of wrong) {
    assert.equal(problems(replaced(inputOf(type), path, value)), [[path, 'WrongType']], path)
  }
  assert.equal(problems(replaced(inputOf('GrantPurchasePermission'), 'actor.roles', ['AdminAgent', 7])), [
    ['actor.roles.1', 'WrongType']
  ])
  assert.equal(problems(replaced(inputOf('RegisterCustomer'), 'data.customDomains', ['a.example', {}])), [
    ['data.customDomains.1', 'WrongType']
  ])
})

const badly = (type: Type, path: string, values: ReadonlyArray<unknown>, code = 'Format'): void => {
  for (const value of values) {
    assert.equal(problems(replaced(inputOf(type), path, value)), [[path, code]], `${path} ${String(value)}`)
  }
}

t('a UUID is a UUID, in either case', () => {
  const no = ['x', uuid(1).slice(1), `${uuid(1)}0`, uuid(1).replaceAll('-', ''), `{${uuid(1).slice(2)}}`]
  badly('RegisterCustomer', 'commandId', [no[0], no[1], no[3], 'g'.repeat(36)])
  badly('RegisterCustomer', 'commandId', [no[2]], 'TooLong')
  const upper = decoded(replaced(inputOf('RegisterCustomer'), 'commandId', ` ${uuid(0xabc).toUpperCase()} `))
  assert.is(upper.commandId, uuid(0xabc))
  for (const path of ['correlationId', 'causationId', 'actor.tenantId', 'data.id', 'data.commerceId']) {
    badly('UpdateCompanyDetails', path, ['x'])
  }
  badly('GrantPurchasePermission', 'data.evidence.subscriptionId', ['x'])
})

t('a country is one that ISO 3166-1 assigns, in either case', () => {
  badly('UpdateBillingInfo', 'data.defaultAddress.country', ['UK', 'EU', 'XX', 'U', '12', 'ŒŒ'])
  badly('UpdateBillingInfo', 'data.defaultAddress.country', ['USA'], 'TooLong')
  assert.equal(problems(replaced(inputOf('UpdateBillingInfo'), 'data.defaultAddress.country', ' gb ')), [])
})

t('an e-mail address has a local part, and a domain of two labels', () => {
  const no = [
    'x',
    '@b.example',
    'a@',
    'a@b',
    'a@.example',
    'a@b..example',
    'a@-b.example',
    'a@b-.example',
    'a b@c.example'
  ]
  badly('UpdateBillingInfo', 'data.email', [
    ...no,
    'b.example',
    'a@b.example.',
    '.a@b.example',
    'a.@b.example',
    'a..b@c.example'
  ])
  badly('UpdateBillingInfo', 'data.email', ['a@b@c.example', '"a"@b.example', 'a,b@c.example', 'a@b_c.example'])
  const yes = [
    'a@b.example',
    'a@b.c.d',
    'a@b1c.2d.example',
    'a.b+c@d-e.example',
    "o'neil@b.example",
    'ärger@müller.example',
    'अजय@डाटा.भारत',
    'a@mu\u0308ller.example'
  ]
  for (const email of yes)
    assert.equal(problems(replaced(inputOf('UpdateBillingInfo'), 'data.email', email)), [], email)
})

t('a moment has a date that exists, a time and an offset', () => {
  const no = [
    '2026-01-05',
    '2026-01-05T09:12:44',
    '2026-13-01T00:00Z',
    '2026-02-30T00:00Z',
    '2025-02-29T00:00Z',
    'today'
  ]
  badly('UpdateBillingInfo', 'issuedAt', [...no, '2026-01-05T25:00Z', '2026-01-05T09:60Z', '2026-1-5T09:00Z'])
  badly('UpdateBillingInfo', 'issuedAt', [
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+01:00',
    'x2026-01-05T09:12Z'
  ])
  badly('UpdateBillingInfo', 'issuedAt', [1767604364120], 'WrongType')
  badly('GrantPurchasePermission', 'data.evidence.checkedAt', ['yesterday'])
  const read = (issuedAt: string) => decoded(replaced(inputOf('UpdateBillingInfo'), 'issuedAt', issuedAt)).issuedAt
  assert.is(read('2026-01-05T09:12Z'), '2026-01-05T09:12:00.000Z')
  assert.is(read(' 2026-01-05t09:12:44.1239999z '), '2026-01-05T09:12:44.123Z')
  assert.is(read('2024-02-29T23:30:00-01:30'), '2024-03-01T01:00:00.000Z')
})

t('a revision is a whole number from 0, as a decimal string', () => {
  badly('UpdateBillingInfo', 'expectedRevision', [
    3,
    '-1',
    '01',
    '1.0',
    '1e3',
    '0x1',
    'x',
    '9223372036854775808',
    {},
    1n
  ])
  const read = (text: string) => decoded(replaced(inputOf('UpdateBillingInfo'), 'expectedRevision', text))
  assert.is(read('0').expectedRevision, revision(0n))
  assert.is(read('9223372036854775807').expectedRevision, revision(9223372036854775807n))
  badly('RevokePurchasePermission', 'expectedRevision', ['-1'])
})

t('closed lists are closed', () => {
  badly('RevokePurchasePermission', 'data.resource', ['azuresavingsplan', 'Seats', 7], 'UnknownValue')
  badly('RevokePurchasePermission', 'actor.kind', ['robot', 'User'], 'UnknownValue')
})

t('the partner knows that it pays, or there is no grant', () => {
  badly('GrantPurchasePermission', 'data.partnerPaysAcknowledged', [false, 'true', 1], 'Required')
})

t('every command has its own reasons, and Other needs a text', () => {
  const all = new Set(Object.values(reasonCodes).flat())
  for (const type of commandTypes) {
    const known: ReadonlyArray<string> = reasonCodes[type]
    for (const code of all) {
      const input = replaced(inputOf(type), 'reason', { code })
      if (!known.includes(code)) assert.equal(problems(input), [['reason.code', 'UnknownValue']], `${type} ${code}`)
      else if (code === 'Other') assert.equal(problems(input), [['reason.text', 'Required']], type)
      else assert.equal(problems(input), [], `${type} ${code}`)
    }
  }
  const other = { code: 'Other', text: 'They asked', ticket: null }
  assert.equal(decoded(replaced(inputOf('GrantPurchasePermission'), 'reason', other)).reason, other)
  assert.equal(reasonCodes, {
    RegisterCustomer: ['DataImport', 'NewCustomer', 'Correction'],
    UpdateCompanyDetails: ['CustomerRequest', 'LegalNameChange', 'Merger', 'Correction', 'DataImport', 'Other'],
    UpdateBillingInfo: [
      'CustomerRequest',
      'ContactChange',
      'AddressMove',
      'LegalNameChange',
      'Correction',
      'DataImport',
      'Other'
    ],
    GrantPurchasePermission: ['ContractSigned', 'CustomerRequest', 'Correction', 'Other'],
    RevokePurchasePermission: [
      'CustomerRequest',
      'CreditRisk',
      'ContractEnded',
      'SecurityIncident',
      'Correction',
      'Other'
    ]
  })
})

t('a malformed traceparent is ignored', () => {
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const read = (value: unknown) =>
    decoded(replaced(inputOf('RevokePurchasePermission'), 'traceparent', value)).traceparent
  assert.is(read(trace), trace)
  const no = [
    trace.toUpperCase(),
    `ff${trace.slice(2)}`,
    trace.replace(/[1-9a-f]/g, '0'),
    `${trace}0`,
    trace.slice(1),
    7,
    {}
  ]
  for (const value of no) assert.is(read(value), null)
  assert.is(read(trace.replace('b7ad6b7169203331', '0'.repeat(16))), null)
  assert.is(read(trace.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32))), null)
})

t('a registration is about its own customer', () => {
  const input = inputOf('RegisterCustomer')
  const other = replaced(replaced(input, 'data.id', uuid(1)), 'data.companyProfile.tenantId', uuid(2))
  assert.equal(problems(other), [
    ['data.id', 'Mismatch'],
    ['data.companyProfile.tenantId', 'Mismatch']
  ])
  assert.equal(problems(replaced(other, 'issuedAt', 'x')), [
    ['issuedAt', 'Format'],
    ['data.id', 'Mismatch'],
    ['data.companyProfile.tenantId', 'Mismatch']
  ])
  for (const type of ['UpdateCompanyDetails', 'UpdateBillingInfo'] as const) {
    assert.equal(problems(replaced(inputOf(type), 'data.id', uuid(1))), [])
  }
  const upper = replaced(input, 'data.id', String((input['data'] as Input)['id']).toUpperCase())
  assert.equal(problems(upper), [])
})

t('text holds no control characters and no half of a surrogate pair', () => {
  for (const bad of ['a\0b', 'a\u001bb', 'a\u0085b', 'a\ud800', '\udfffb']) {
    badly('UpdateBillingInfo', 'data.firstName', [bad])
    badly('UpdateBillingInfo', 'data.defaultAddress.city', [bad])
    badly('UpdateBillingInfo', 'data.email', [`${bad}@b.example`])
    badly('UpdateBillingInfo', 'source', [bad])
    assert.equal(problems(replaced(inputOf('UpdateBillingInfo'), 'actor.roles', [bad])), [['actor.roles.0', 'Format']])
  }
  for (const good of ['a\nb', 'a\tb', 'a\u200bb', 'a\u202eb', '👩‍👩‍👧', 'ﷺ', 'ا ب']) {
    assert.equal(problems(replaced(inputOf('UpdateBillingInfo'), 'data.firstName', good)), [], good)
  }
})

t('every problem is told at once, at its dotted path, and no submitted value is quoted', () => {
  const decodedInput = decodeCommand({
    type: 'UpdateBillingInfo',
    customerId: 'secret-1',
    commandId: 'secret-2',
    expectedRevision: 'secret-3',
    issuedAt: 'secret-4',
    actor: { kind: 'secret-5', id: '', tenantId: 'secret-6', roles: [{}] },
    reason: { code: 'secret-7' },
    'secret-8': 1,
    data: { email: 'secret-9', 'secret-10': 1, defaultAddress: { country: 'secret-11', addressLine1: ['secret-12'] } }
  })
  assert.ok(E.isLeft(decodedInput))
  assert.equal(decodedInput.left.map(({ path, code }) => `${path} ${code}`).toSorted(), [
    'actor.id Required',
    'actor.kind UnknownValue',
    'actor.roles.0 WrongType',
    'actor.tenantId Format',
    'commandId Format',
    'customerId Format',
    'data.companyName Required',
    'data.culture Required',
    'data.defaultAddress.addressLine1 WrongType',
    'data.defaultAddress.country TooLong',
    'data.email Format',
    'data.firstName Required',
    'data.language Required',
    'data.lastName Required',
    'expectedRevision Format',
    'issuedAt Format',
    'reason.code UnknownValue'
  ])
  assert.not.match(JSON.stringify(decodedInput.left), /secret/)
  for (const { message } of decodedInput.left) assert.match(message, /^expected .+/)
})

t.run()
