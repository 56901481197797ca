import type { ChangedField, CustomerEvent } from '@accountable/domain/customer'
import { isErased, type Personal } from '@accountable/domain/kernel'
import * as t from 'io-ts'
import { PersonalText, RevisionText } from '../column.js'
import type { Projection, TimedEvent } from '../projection.js'
import { type RowOf, table } from '../table.js'
import { type CustomerFeedEvent, customerOf, isAttempt, isTimedAttempt, type RecordedFact } from './customer-event.js'
import { type LogSubject, subjectAfter, subjectTable } from './log-subject.js'
import { operationName } from './operation-name.js'
import { whoAndWhy, whoAndWhyComments, whoAndWhyOf } from './who-and-why.js'

const textOrNull = t.union([t.string, t.null])
const personalOrNull = t.union([PersonalText, t.null])

/** What happened: one row for each field that changed, and one for a registration. */
export const activityTable = table({
  name: 'activity_log',
  kind: 'log',
  comment: 'What happened to customers: one row for each changed field, and one for a registration.',
  row: t.strict({
    customerId: t.string,
    customerName: textOrNull,
    customerSearchKey: t.string,
    operation: t.string,
    eventType: t.string,
    eventId: t.string,
    revision: RevisionText,
    field: textOrNull,
    oldValue: personalOrNull,
    newValue: personalOrNull,
    ...whoAndWhy
  }),
  comments: {
    customerId: 'Id of the customer.',
    customerName: 'Name of the company as of then.',
    customerSearchKey: 'That name without case, accents and widths: search it, not the name.',
    operation: 'The name that Partner Center has for it, such as update_customer_billing_profile.',
    eventType: 'The name that the event log has for it.',
    eventId: 'Id of the event.',
    revision: 'Revision of the event in the stream of the customer.',
    field: 'The field that changed, a JSON pointer into the account; null for a registration.',
    oldValue: 'Its value before; null where there was none.',
    newValue: 'Its value after; null where there is none.',
    ...whoAndWhyComments
  },
  customer: 'customerId',
  indexes: [
    { on: ['customerId', 'effectiveAt', 'position', 'ordinal'] },
    { on: ['actorId', 'effectiveAt', 'position', 'ordinal'] },
    { on: ['field', 'effectiveAt', 'position', 'ordinal'] }
  ]
})

export type ActivityRow = RowOf<typeof activityTable>

const activitySubjects = subjectTable('activity_log_subject')

const valueText = (value: ChangedField['from']): Personal<string> | null =>
  value === null || isErased(value) ? value : String(value)

const fieldsOf = ({
  type,
  data
}: CustomerEvent): ReadonlyArray<Pick<ActivityRow, 'field' | 'oldValue' | 'newValue'>> =>
  type === 'CustomerRegistered'
    ? [{ field: null, oldValue: null, newValue: null }]
    : data.changes.map(({ path, from, to }) => ({ field: path, oldValue: valueText(from), newValue: valueText(to) }))

const rowsOf = (
  { event, stored, metadata }: TimedEvent<RecordedFact>,
  before: LogSubject | undefined,
  after: LogSubject | undefined
): ReadonlyArray<ActivityRow> => {
  const resource = 'resource' in event.data ? event.data.resource : undefined
  const common = {
    customerId: customerOf({ stored }),
    customerName: after?.companyName ?? null,
    customerSearchKey: after?.searchKey ?? '',
    operation: operationName(event.type, before?.granted ?? [], resource),
    eventType: event.type,
    eventId: stored.eventId,
    revision: stored.revision.toString(),
    ...whoAndWhyOf(metadata)
  }
  return fieldsOf(event).map((field) => ({ ...common, ...field }))
}

/** Everything that was done to customers' accounts. */
export const activityLog: Projection<
  CustomerFeedEvent,
  { activity: typeof activityTable; subject: typeof activitySubjects }
> = {
  name: 'activity-log',
  version: 1,
  group: 'customers',
  tables: { activity: activityTable, subject: activitySubjects },
  keysOf: (recorded) => (isAttempt(recorded) ? {} : { subject: [customerOf(recorded)] }),
  evolve: (rows, timed) => {
    if (isTimedAttempt(timed)) return {}
    const id = customerOf(timed)
    const before = rows.subject.get(id)
    const after = subjectAfter(before, timed)
    return {
      activity: rowsOf(timed, before, after),
      ...(after === undefined || after === before ? {} : { subject: [[id, after] as const] })
    }
  }
}
