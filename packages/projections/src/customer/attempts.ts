import type { AttemptEvent } from '@accountable/domain/application'
import { nothing, type Projection, type TimedEvent, type Writes } from '../projection.js'
import {
  type AttemptFieldRow,
  type AttemptRow,
  attemptFieldTable,
  attemptTable,
  unchangedTable
} from './attempt-tables.js'
import {
  type CustomerFeedEvent,
  customerKeys,
  customerOf,
  isAttempt,
  isTimedAttempt,
  type RecordedAttempt
} from './customer-event.js'
import { type LogSubject, subjectAfter, subjectTable } from './log-subject.js'
import { operationName } from './operation-name.js'
import { refusalOf } from './refusal.js'
import { whoAndWhyOf } from './who-and-why.js'

const attemptSubjects = subjectTable('attempt_log_subject')

type AttemptTables = {
  readonly attempt: typeof attemptTable
  readonly unchanged: typeof unchangedTable
  readonly field: typeof attemptFieldTable
  readonly subject: typeof attemptSubjects
}

type Unsuccessful = Exclude<AttemptEvent, { readonly type: 'CommandUnchanged' }>
type EntryColumns = Pick<
  AttemptRow,
  'commandType' | 'entry' | 'rejection' | 'codes' | 'fields' | 'count' | 'since' | 'until'
>

const entryOf = (event: Unsuccessful): EntryColumns => {
  if (event.type === 'RefusalsSummarised') {
    const { count, since, until } = event.data
    const none = { commandType: null, rejection: null, codes: [], fields: [] }
    return { ...none, entry: 'summary', count, since, until }
  }
  const { commandType, rejection } = event.data
  const { codes, fields } = refusalOf(commandType, rejection)
  const what = { commandType, rejection: rejection.type, codes, fields }
  return { ...what, entry: 'refused', count: 1, since: null, until: null }
}

/** What both logs say of any entry. */
const commonOf = (
  { stored, metadata }: TimedEvent<RecordedAttempt>,
  commandType: string | null,
  subject: LogSubject | undefined
) => ({
  customerId: customerOf({ stored }),
  customerName: subject?.companyName ?? null,
  customerSearchKey: subject?.searchKey ?? '',
  operation: operationName(commandType ?? 'unknown', subject?.granted ?? []),
  eventId: stored.eventId,
  ...whoAndWhyOf(metadata)
})

/**
 * What an index can hold, and more than an account has: a stored refusal may name anything, such as each of ten thousand items of
 * a list. All of it is in the attempt's own row.
 */
const mostFields = 100
const longestField = 200

const searchable = (fields: ReadonlyArray<string>): ReadonlyArray<string> =>
  fields.filter((field) => field.length <= longestField).slice(0, mostFields)

const fieldsNamedBy = (event: AttemptEvent): number =>
  event.type === 'CommandUnchanged' ? 0 : searchable(entryOf(event).fields).length

const fieldRowsOf = (attempt: AttemptRow): ReadonlyArray<AttemptFieldRow> => {
  const { fields, customerId, customerSearchKey, operation, actorId, eventId } = attempt
  return searchable(fields).map((field) => ({ field, customerId, customerSearchKey, operation, actorId, eventId }))
}

const rowsOf = (timed: TimedEvent<RecordedAttempt>, subject: LogSubject | undefined): Writes<AttemptTables> => {
  const { event } = timed
  if (event.type === 'CommandUnchanged') {
    const { commandType } = event.data
    return { unchanged: [{ ...commonOf(timed, commandType, subject), commandType }] }
  }
  const entry = entryOf(event)
  const attempt = { ...commonOf(timed, entry.commandType, subject), ...entry }
  return { attempt: [attempt], field: fieldRowsOf(attempt) }
}

/** Every entry, and of the facts those that may change what the log must know of a customer. */
const concerns = ({ event }: CustomerFeedEvent): boolean => event.type !== 'BillingInfoUpdated'

/** Everything that was tried on customers' accounts without changing them. */
export const attempts: Projection<CustomerFeedEvent, AttemptTables> = {
  name: 'attempts',
  version: 2,
  group: 'customers',
  perCustomer: true,
  tables: { attempt: attemptTable, unchanged: unchangedTable, field: attemptFieldTable, subject: attemptSubjects },
  recount: [
    { tables: ['attempt', 'unchanged'], rowsOf: (recorded) => (isAttempt(recorded) ? 1 : 0) },
    { tables: ['field'], rowsOf: (recorded) => (isAttempt(recorded) ? fieldsNamedBy(recorded.event) : 0) }
  ],
  keysOf: (recorded) => (concerns(recorded) ? { subject: customerKeys(recorded) } : nothing),
  evolve: (rows, timed) => {
    if (!concerns(timed)) return nothing
    const id = customerOf(timed)
    const before = rows.subject.get(id)
    if (isTimedAttempt(timed)) return rowsOf(timed, before)
    const after = subjectAfter(before, timed)
    return after === undefined || after === before ? nothing : { subject: [[id, after]] }
  }
}
