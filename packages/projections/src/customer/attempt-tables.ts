import * as t from 'io-ts'
import { type RowOf, table } from '../table.js'
import { whoAndWhy, whoAndWhyComments } from './who-and-why.js'

const textOrNull = t.union([t.string, t.null])

const subject = {
  customerId: t.string,
  customerName: textOrNull,
  customerSearchKey: t.string,
  operation: t.string
}

const subjectComments: { readonly [Property in keyof typeof subject]: string } = {
  customerId: 'Id of the customer that the command named; it may not exist.',
  customerName: 'Name of the company as of then.',
  customerSearchKey: 'That name without case, accents and widths.',
  operation: 'The name that Partner Center has for what was tried.'
}

const indexes = [
  { on: ['customerId', 'effectiveAt', 'position', 'ordinal'] },
  { on: ['actorId', 'effectiveAt', 'position', 'ordinal'] },
  { on: ['operation', 'effectiveAt', 'position', 'ordinal'] },
  { on: ['position', 'ordinal'] }
] as const

/** What was tried and refused. */
export const attemptTable = table({
  name: 'attempt_log',
  kind: 'log',
  comment:
    'What was tried and refused: one row for each refused command, or for many at once beyond a hundred an hour.',
  row: t.strict({
    ...subject,
    commandType: textOrNull,
    entry: t.keyof({ refused: null, summary: null }),
    rejection: textOrNull,
    codes: t.readonlyArray(t.string),
    fields: t.readonlyArray(t.string),
    count: t.number,
    since: textOrNull,
    until: textOrNull,
    eventId: t.string,
    ...whoAndWhy
  }),
  comments: {
    ...subjectComments,
    commandType: 'The command; unknown where it named none of this library, null for a summary.',
    entry: 'refused; summary: refusals beyond a hundred an hour.',
    rejection: 'Why it was refused.',
    codes: 'The rules that it broke or the warnings that it did not confirm, a JSON list.',
    fields: 'The fields that the refusal names, a JSON list. Never a submitted value.',
    count: 'How many commands the row stands for.',
    since: 'Of a summary: the first of them.',
    until: 'Of a summary: the last of them.',
    eventId: 'Id of the entry.',
    ...whoAndWhyComments
  },
  customer: 'customerId',
  indexes
})

export type AttemptRow = RowOf<typeof attemptTable>

/** What was tried where everything was so already. Apart from refusals, which are few and are asked for by time alone. */
export const unchangedTable = table({
  name: 'unchanged_log',
  kind: 'log',
  comment: 'What was tried where everything was so already: one row for each command.',
  row: t.strict({ ...subject, commandType: t.string, eventId: t.string, ...whoAndWhy }),
  comments: { ...subjectComments, commandType: 'The command.', eventId: 'Id of the entry.', ...whoAndWhyComments },
  customer: 'customerId',
  indexes
})

export type UnchangedRow = RowOf<typeof unchangedTable>

/** Each field that a refusal names, by which its row of the attempts' log is found. */
export const attemptFieldTable = table({
  name: 'attempt_field',
  kind: 'log',
  comment:
    'Which fields refused commands named: one row for each field of a row of attempt_log (the first hundred), with its event_id.',
  row: t.strict({
    field: t.string,
    customerId: t.string,
    customerSearchKey: t.string,
    operation: t.string,
    actorId: textOrNull,
    eventId: t.string
  }),
  comments: {
    field: 'A JSON pointer into the account; of a field of the command that is not in it, a dotted path.',
    customerId: subjectComments.customerId,
    customerSearchKey: subjectComments.customerSearchKey,
    operation: subjectComments.operation,
    actorId: whoAndWhyComments.actorId,
    eventId: 'Id of the entry.'
  },
  customer: 'customerId',
  indexes: [
    { on: ['field', 'effectiveAt', 'position', 'ordinal'] },
    { on: ['customerId', 'field', 'effectiveAt', 'position', 'ordinal'] }
  ]
})

export type AttemptFieldRow = RowOf<typeof attemptFieldTable>
