import type { AttemptEvent, Rejection } from '@accountable/domain/application'
import * as t from 'io-ts'
import { RevisionText } from '../column.js'
import type { Projection } from '../projection.js'
import { type RowOf, table } from '../table.js'
import { actorColumns, actorComments, actorOf } from './actor-columns.js'
import { type CustomerRecord, customerIdOf, isFact } from './customer-record.js'
import { attemptedOperation } from './operations.js'
import { foldName } from './search-key.js'

const text = t.union([t.string, t.null])

const attemptTable = table({
  name: 'attempt',
  kind: 'log',
  comment: 'What was asked for and did not happen: one row for each refused or unchanged command.',
  customer: 'customerId',
  row: t.strict({
    customerId: t.string,
    customerName: text,
    searchKey: t.string,
    operation: t.string,
    commandType: t.string,
    outcome: t.string,
    rejection: text,
    fields: t.array(t.string),
    codes: t.array(t.string),
    count: t.number,
    revision: RevisionText,
    ...actorColumns
  }),
  comments: {
    customerId: 'The customer that the command named.',
    customerName: 'The company’s name as of then; null where nobody of that id was registered.',
    searchKey: 'That name, folded: marks stripped, letter case folded.',
    operation: 'Microsoft’s operation type of what was asked for.',
    commandType: 'The type of the command.',
    outcome: 'refused, unchanged, or summarised: refusals beyond a hundred an hour.',
    rejection: 'Why it was refused.',
    fields: 'The fields that the refusal names; never their values.',
    codes: 'The codes that it names, in the order of the fields.',
    count: 'How many commands the row stands for.',
    revision: 'The revision of the customer’s attempt stream.',
    ...actorComments
  },
  indexes: [
    { on: ['effectiveAt', 'position', 'ordinal'] },
    { on: ['customerId', 'effectiveAt', 'position', 'ordinal'] },
    { on: ['operation', 'effectiveAt', 'position', 'ordinal'] },
    { on: ['actorId', 'effectiveAt', 'position', 'ordinal'] }
  ]
})

const nameTable = table({
  name: 'attempt_customer_name',
  kind: 'current',
  comment: 'Customers’ names, for the rows of their attempts.',
  customer: 'customerId',
  row: t.strict({ customerId: t.string, companyName: t.string }),
  comments: { customerId: 'The customer.', companyName: 'The company’s name.' }
})

export type AttemptRow = RowOf<typeof attemptTable>

interface Named {
  readonly fields: ReadonlyArray<string>
  readonly codes: ReadonlyArray<string>
}

const listed = (problems: ReadonlyArray<{ readonly path: string; readonly code: string }>): Named => ({
  fields: problems.map(({ path }) => path),
  codes: problems.map(({ code }) => code)
})

/** The fields and codes that a rejection names. A rejection of tomorrow names none that this code knows. */
const named = (rejection: Rejection): Named => {
  switch (rejection.type) {
    case 'InvalidCommand':
    case 'RuleViolated':
      return listed(rejection.problems)
    case 'ConfirmationRequired':
      return listed(rejection.warnings)
    case 'RevisionConflict':
      return { fields: rejection.changedFields, codes: [] }
    case 'ImmutableField':
      return { fields: rejection.fields, codes: [] }
    case 'CustomerAlreadyRegistered':
      return { fields: rejection.differences, codes: [] }
    case 'PurchasingNotAvailable':
      return { fields: [], codes: [rejection.cause] }
    default:
      return { fields: [], codes: [] }
  }
}

type Told = Pick<AttemptRow, 'commandType' | 'outcome' | 'rejection' | 'fields' | 'codes' | 'count'>

const told = (event: AttemptEvent): Told => {
  switch (event.type) {
    case 'CommandUnchanged': {
      const { commandType } = event.data
      return { commandType, outcome: 'unchanged', rejection: null, fields: [], codes: [], count: 1 }
    }
    case 'CommandRefused': {
      const { commandType, rejection } = event.data
      const { fields, codes } = named(rejection)
      return {
        commandType,
        outcome: 'refused',
        rejection: rejection.type,
        fields: [...fields],
        codes: [...codes],
        count: 1
      }
    }
    case 'RefusalsSummarised':
      return {
        commandType: 'unknown',
        outcome: 'summarised',
        rejection: null,
        fields: [],
        codes: [],
        count: event.data.count
      }
  }
}

/** One row for each entry of the attempt streams. */
export const attempts = {
  name: 'attempts',
  version: 1,
  group: 'customers',
  tables: { attempt: attemptTable, name: nameTable },
  keysOf: (record: CustomerRecord) =>
    !isFact(record) || record.event.type === 'CustomerRegistered' || record.event.type === 'CompanyDetailsUpdated'
      ? { name: [customerIdOf(record)] }
      : {},
  evolve: (rows, record) => {
    const customerId = customerIdOf(record)
    if (isFact(record)) {
      const { event } = record
      if (event.type === 'CustomerRegistered') {
        return { name: [[customerId, { customerId, companyName: event.data.companyProfile.companyName }]] }
      }
      if (event.type !== 'CompanyDetailsUpdated') return {}
      return { name: [[customerId, { customerId, companyName: event.data.companyDetails.companyName }]] }
    }
    const { event, metadata, stored } = record
    const customerName = rows.name.get(customerId)?.companyName ?? null
    const said = told(event)
    return {
      attempt: [
        {
          customerId,
          customerName,
          searchKey: foldName(customerName ?? ''),
          operation: attemptedOperation(said.commandType),
          ...said,
          revision: stored.revision.toString(),
          ...actorOf(metadata)
        }
      ]
    }
  }
} satisfies Projection<CustomerRecord, { attempt: typeof attemptTable; name: typeof nameTable }>
