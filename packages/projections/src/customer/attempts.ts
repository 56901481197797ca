import type { AttemptEvent } from '@accountable/domain/application'
import * as t from 'io-ts'
import { nothing, type Projection, type TimedEvent } from '../projection.js'
import { type RowOf, table } from '../table.js'
import {
  type CustomerFeedEvent,
  customerKeys,
  customerOf,
  isTimedAttempt,
  type RecordedAttempt
} from './customer-event.js'
import { type LogSubject, subjectAfter, subjectTable } from './log-subject.js'
import { operationName } from './operation-name.js'
import { fieldList, refusalOf } from './refusal.js'
import { whoAndWhy, whoAndWhyComments, whoAndWhyOf } from './who-and-why.js'

const textOrNull = t.union([t.string, t.null])

/** What was tried and changed nothing: one row for each entry. */
export const attemptTable = table({
  name: 'attempt_log',
  kind: 'log',
  comment:
    'What was tried and changed nothing: one row for each refused command, and for each that found everything so already.',
  row: t.strict({
    customerId: t.string,
    customerName: textOrNull,
    customerSearchKey: t.string,
    operation: t.string,
    commandType: textOrNull,
    entry: t.keyof({ refused: null, unchanged: null, summary: null }),
    rejection: textOrNull,
    codes: t.readonlyArray(t.string),
    fields: t.readonlyArray(t.string),
    fieldList: t.string,
    count: t.number,
    since: textOrNull,
    until: textOrNull,
    eventId: t.string,
    ...whoAndWhy
  }),
  comments: {
    customerId: 'Id of the customer that the command named; it may not exist.',
    customerName: 'Name of the company as of then.',
    customerSearchKey: 'That name without case, accents and widths.',
    operation: 'The name that Partner Center has for what was tried.',
    commandType: 'The command; unknown where it named none of this library, null for a summary.',
    entry: 'refused; unchanged: everything was so already; summary: refusals beyond a hundred an hour.',
    rejection: 'Why it was refused.',
    codes: 'The rules that it broke or the warnings that it did not confirm, a JSON list.',
    fields: 'The fields that the refusal names, a JSON list. Never a submitted value.',
    fieldList: 'The same between bars, to be searched.',
    count: 'How many commands the row stands for.',
    since: 'Of a summary: the first of them.',
    until: 'Of a summary: the last of them.',
    eventId: 'Id of the entry.',
    ...whoAndWhyComments
  },
  customer: 'customerId',
  indexes: [
    { on: ['customerId', 'effectiveAt', 'position', 'ordinal'] },
    { on: ['actorId', 'effectiveAt', 'position', 'ordinal'] },
    { on: ['operation', 'effectiveAt', 'position', 'ordinal'] },
    { on: ['position', 'ordinal'] }
  ]
})

export type AttemptRow = RowOf<typeof attemptTable>

const attemptSubjects = subjectTable('attempt_log_subject')

type EntryColumns = Pick<
  AttemptRow,
  'commandType' | 'entry' | 'rejection' | 'codes' | 'fields' | 'fieldList' | 'count' | 'since' | 'until'
>

const entryOf = (event: AttemptEvent): EntryColumns => {
  const blank = { rejection: null, codes: [], fields: [], fieldList: '', count: 1, since: null, until: null }
  switch (event.type) {
    case 'CommandUnchanged':
      return { ...blank, commandType: event.data.commandType, entry: 'unchanged' }
    case 'CommandRefused': {
      const { commandType, rejection } = event.data
      const { codes, fields } = refusalOf(commandType, rejection)
      const what = { commandType, rejection: rejection.type, codes, fields, fieldList: fieldList(fields) }
      return { ...blank, ...what, entry: 'refused' }
    }
    case 'RefusalsSummarised': {
      const { count, since, until } = event.data
      return { ...blank, commandType: null, entry: 'summary', count, since, until }
    }
  }
}

const rowOf = (
  { event, stored, metadata }: TimedEvent<RecordedAttempt>,
  subject: LogSubject | undefined
): AttemptRow => {
  const entry = entryOf(event)
  return {
    customerId: customerOf({ stored }),
    customerName: subject?.companyName ?? null,
    customerSearchKey: subject?.searchKey ?? '',
    operation: operationName(entry.commandType ?? 'unknown', subject?.granted ?? []),
    ...entry,
    eventId: stored.eventId,
    ...whoAndWhyOf(metadata)
  }
}

/** Every entry, and of the facts those that may change what the log must know of a customer. */
const concerns = ({ event }: CustomerFeedEvent): boolean => event.type !== 'BillingInfoUpdated'

/** Everything that was tried on customers' accounts without changing them. */
export const attempts: Projection<
  CustomerFeedEvent,
  { attempt: typeof attemptTable; subject: typeof attemptSubjects }
> = {
  name: 'attempts',
  version: 1,
  group: 'customers',
  perCustomer: true,
  tables: { attempt: attemptTable, subject: attemptSubjects },
  keysOf: (recorded) => (concerns(recorded) ? { subject: customerKeys(recorded) } : nothing),
  evolve: (rows, timed) => {
    if (!concerns(timed)) return nothing
    const id = customerOf(timed)
    const before = rows.subject.get(id)
    if (isTimedAttempt(timed)) return { attempt: [rowOf(timed, before)] }
    const after = subjectAfter(before, timed)
    return after === undefined || after === before ? nothing : { subject: [[id, after]] }
  }
}
