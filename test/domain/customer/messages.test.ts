import { defaultCountryRules } from '@accountable/domain/country'
import { createCustomerDecider, decodeCommand, ruleCodes } from '@accountable/domain/customer'
import { fold } from '@accountable/domain/kernel'
import { defaultPolicy } from '@accountable/domain/policy'
import {
  commandBuilders,
  confirmationRequired,
  customerRegistered,
  ruleViolated,
  submitted,
  updateCompanyDetails
} from '@accountable/domain/testing'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { same } from '../same.js'

type Node = Readonly<Record<string, unknown>>

const t = suite('what people are told')

const unlikely = [undefined, 7, 'x'.repeat(2_000), '\0', 'x', [7], Array(1_000).fill('x')]

/** The input with each unlikely value in each place. */
function* damaged(node: Node): Generator<Node> {
  for (const [key, inner] of Object.entries(node)) {
    for (const value of unlikely) yield { ...node, [key]: value }
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      for (const other of damaged(inner as Node)) yield { ...node, [key]: other }
    }
  }
}

t('whatever is wrong with an input, it is said what was expected', () => {
  const messages = new Set<string>()
  for (const build of Object.values(commandBuilders)) {
    for (const input of damaged(submitted(build()))) {
      const decoded = decodeCommand(input)
      if (E.isLeft(decoded)) for (const { message } of decoded.left) messages.add(message)
    }
  }
  assert.equal([...messages].toSorted(), [
    'expected a UUID',
    'expected a billing profile',
    'expected a company profile',
    'expected a customer of Partner Center',
    'expected a date-time with its offset, such as 2026-01-05T09:12:44.120Z',
    'expected a grant',
    'expected a list of at most 900 domains or nothing',
    'expected a list of names',
    'expected a reason',
    'expected a reason or nothing',
    'expected a revision: a whole number from 0, as a decimal string',
    'expected a revocation',
    'expected a string',
    'expected a text',
    'expected an ISO 3166-1 country code of two letters',
    'expected an actor',
    'expected an address',
    'expected an address or nothing',
    'expected an e-mail address',
    'expected at most 2 characters',
    'expected at most 200 characters',
    'expected at most 254 characters',
    'expected at most 255 characters',
    'expected at most 256 characters',
    'expected at most 36 characters',
    'expected at most 40 characters',
    'expected at most 50 characters',
    'expected at most 64 names',
    'expected at most 900 domains',
    'expected one of AzureReservedInstances, AzureSavingsPlan',
    'expected one of ContractSigned, CustomerRequest, Correction, Other',
    'expected one of CustomerRequest, ContactChange, AddressMove, LegalNameChange, Correction, DataImport, Other',
    'expected one of CustomerRequest, CreditRisk, ContractEnded, SecurityIncident, Correction, Other',
    'expected one of CustomerRequest, LegalNameChange, Merger, Correction, DataImport, Other',
    'expected one of DataImport, NewCustomer, Correction',
    'expected one of RegisterCustomer, UpdateCompanyDetails, UpdateBillingInfo, GrantPurchasePermission, RevokePurchasePermission',
    'expected one of user, application, system',
    'expected text without control characters',
    'expected the attributes or nothing',
    'expected the company details',
    'expected the evidence of an Azure plan or nothing',
    'expected the revision that was read',
    'expected true or false',
    'expected true: the partner pays for every purchase and is not notified'
  ])
})

t('what is no object, or of no known type, is told so too', () => {
  same(decodeCommand(7), E.left([{ path: '', code: 'WrongType', message: 'expected a command: an object' }]))
  const registration = {
    ...submitted(commandBuilders.RegisterCustomer()),
    data: { id: submitted(updateCompanyDetails())['commandId'] }
  }
  const decoded = decodeCommand(registration)
  assert.ok(E.isLeft(decoded))
  same(decoded.left.at(-1), { path: 'data.id', code: 'Mismatch', message: 'expected the customerId' })
})

t('every rule says what it asks for', () => {
  const { problems } = ruleViolated(ruleCodes.map((code) => ['data', code]))
  assert.equal(
    problems.map(({ message }) => message),
    [
      'expected a city, which addresses of this country need',
      'expected a state, which addresses of this country need',
      'expected a state of this country, by its ISO 3166-2 code, and no region beside it',
      'expected a postal code, which addresses of this country need',
      'expected a postal code of the form that this country uses',
      'expected a phone number, which is mandatory in this country',
      'expected a phone number that is possible in this country, without extension',
      'expected an organisation registration number, which is mandatory in this country',
      'expected an organisation registration number of the form that this country uses, not a personal one',
      'expected a culture that is supported in this country',
      'expected the full legal name of a company',
      'expected the name of a person: 2 to 40 characters, no placeholder',
      'expected an e-mail address outside microsoft.com and the partner’s own domains',
      'expected a reason, which this change needs'
    ]
  )
})

t('a warning says what there is to look at', () => {
  const decider = createCustomerDecider({ policy: defaultPolicy, countryRules: defaultCountryRules })
  const state = fold(decider)([customerRegistered()])
  const decision = decider.decide(updateCompanyDetails({ data: { companyName: 'Contoso.com' } }), state)
  const warnings = [
    {
      path: 'data.companyName',
      code: 'CompanyNameContainsTopLevelDomain' as const,
      message: 'the name contains a top-level domain; confirm it if that is the legal name'
    }
  ]
  same(decision, E.left({ type: 'ConfirmationRequired', warnings }))
  same(confirmationRequired('data.companyName').warnings, warnings)
})

t.run()
