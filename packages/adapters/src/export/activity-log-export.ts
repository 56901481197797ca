import { comparePositions, formatPosition, type Personal, type Position } from '@accountable/domain/kernel'
import type { ReadModelsUnavailable, RowVersion } from '@accountable/projections'
import {
  type ActivityRow,
  type AttemptRow,
  activityLog,
  activityTable,
  attempts,
  attemptTable,
  type OperationName
} from '@accountable/projections/customer'
import * as E from 'fp-ts/lib/Either.js'
import { exportColumn } from './column.js'
import type { ExportModel } from './export-model.js'
import { versionsIn } from './select-versions.js'
import type { ReadModelExport } from './table-export.js'

/** The words of Partner Center's own log (partner-center.md §4.1). */
const actions: Readonly<Record<OperationName, string>> = {
  add_customer: 'Add Customer',
  update_company_info: 'Update Company Info',
  update_customer_billing_profile: 'Update Customer Billing Profile',
  create_self_serve_policy: 'Create Customer Purchase Permissions',
  update_self_serve_policy: 'Update Customer Purchase Permissions',
  delete_self_serve_policy: 'Delete Customer Purchase Permissions',
  unknown: 'Unknown'
}

const nullable = { nullable: true }
const personal = { nullable: true, personal: true }

/** Microsoft's five columns first, under Microsoft's names; then everything else that the log knows. */
const columns = [
  exportColumn('dateTime', 'timestamp', 'When it took effect, UTC.', { title: 'Date-Time' }),
  exportColumn('affectedCustomer', 'text', 'Name of the company as of then.', {
    title: 'Affected customer',
    ...nullable
  }),
  exportColumn('action', 'text', 'What was done or tried.', { title: 'Action' }),
  exportColumn('partnerUser', 'text', 'Who: the name that they sign in with, else their id.', {
    title: 'Partner user',
    ...personal
  }),
  exportColumn('status', 'text', 'succeeded or failed.', { title: 'Status' }),
  exportColumn('recordedAt', 'timestamp', 'When the event log knew of it.'),
  exportColumn('customerId', 'text', 'Id of the customer.'),
  exportColumn('operation', 'text', 'The name that Partner Center’s API has for the action.'),
  exportColumn('entry', 'text', 'changed: a fact. refused, summary (of many refusals): an attempt.'),
  exportColumn('field', 'text', 'The field that changed, a JSON pointer into the account.', nullable),
  exportColumn('oldValue', 'text', 'Its value before.', personal),
  exportColumn('newValue', 'text', 'Its value after.', personal),
  exportColumn('revision', 'revision', 'Revision in the customer’s stream, of a fact.', nullable),
  exportColumn('rejection', 'text', 'Why it was refused.', nullable),
  exportColumn('codes', 'json', 'The rules that it broke.'),
  exportColumn('fields', 'json', 'The fields that the refusal names.'),
  exportColumn('count', 'integer', 'How many commands the row stands for.'),
  exportColumn('actorKind', 'text', 'user, application or system.', nullable),
  exportColumn('actorId', 'text', 'Id of whoever did it.', nullable),
  exportColumn('actorRoles', 'json', 'The roles that they had at that moment.'),
  exportColumn('reasonCode', 'text', 'Why, as a code.', nullable),
  exportColumn('reasonText', 'text', 'Why, in their own words.', personal),
  exportColumn('reasonTicket', 'text', 'The ticket that they named.', nullable),
  exportColumn('commandId', 'text', 'The command that it came from.'),
  exportColumn('correlationId', 'text', 'What that command belonged to.'),
  exportColumn('source', 'text', 'Where the command came from.', nullable),
  exportColumn('eventId', 'text', 'Id of the event.'),
  exportColumn('position', 'text', 'Its position in the event log, commit:prepare.'),
  exportColumn('ordinal', 'integer', 'Counts the rows of one event.')
]

type LogRow = Readonly<Record<string, unknown>> & {
  readonly eventId: string
  readonly ordinal: number
  readonly customerId: string
  readonly dateTime: number
  readonly recordedAt: number
  readonly correlationId: string
}

const model: ExportModel = {
  name: 'activity-log',
  version: 1,
  columns,
  cloudEvent: (row) => {
    const { eventId, ordinal, customerId, dateTime, recordedAt, correlationId } = row as LogRow
    return {
      id: `${eventId}/${ordinal}`,
      type: 'accountable.activity-log.v1',
      subject: `customer/${customerId}`,
      time: new Date(dateTime).toISOString(),
      extensions: { recordedtime: new Date(recordedAt).toISOString(), correlationid: correlationId }
    }
  }
}

type Version = RowVersion<ActivityRow> | RowVersion<AttemptRow>

const rowOf = ({ row, from, ordinal }: Version): LogRow => {
  const isFact = 'revision' in row
  const user: Personal<string> | null = row.actorName ?? row.actorId
  return {
    ...row,
    dateTime: from.effectiveAt,
    affectedCustomer: row.customerName,
    action: actions[row.operation as OperationName] ?? actions.unknown,
    partnerUser: user,
    status: isFact ? 'succeeded' : 'failed',
    recordedAt: from.recordedAt,
    ...(isFact
      ? { entry: 'changed', rejection: null, codes: [], fields: [], count: 1 }
      : { field: null, oldValue: null, newValue: null, revision: null }),
    position: formatPosition(from.position),
    ordinal
  }
}

type Page = E.Either<ReadModelsUnavailable, ReadonlyArray<Version>>

/** Two sequences in the order of the log as one, holding a page of each. */
async function* merged(sources: ReadonlyArray<AsyncGenerator<Page>>): AsyncGenerator<Page> {
  const heads: Array<{ source: AsyncGenerator<Page>; rows: ReadonlyArray<Version> }> = []
  const refill = async (source: AsyncGenerator<Page>): Promise<Page | undefined> => {
    const { value, done } = await source.next()
    return done === true ? undefined : value
  }
  for (const source of sources) {
    const page = await refill(source)
    if (page !== undefined && E.isLeft(page)) return yield page
    if (page !== undefined) heads.push({ source, rows: page.right })
  }
  const lastOf = ({ rows }: (typeof heads)[number]): Position => (rows.at(-1) as Version).from.position
  while (heads.length > 0) {
    // Whatever lies up to the end of the shorter sequence is all there; one event’s rows are in one sequence only.
    const [first] = heads.toSorted((a, b) => comparePositions(lastOf(a), lastOf(b)))
    if (first === undefined) return
    const end = lastOf(first)
    const isReady = ({ from }: Version): boolean => comparePositions(from.position, end) <= 0
    const ready = heads.flatMap(({ rows }) => rows.filter(isReady))
    for (const head of heads) head.rows = head.rows.filter((version) => !isReady(version))
    yield E.right(ready.toSorted((a, b) => comparePositions(a.from.position, b.from.position) || a.ordinal - b.ordinal))
    for (const head of heads.filter(({ rows }) => rows.length === 0)) {
      const page = await refill(head.source)
      if (page !== undefined && E.isLeft(page)) return yield page
      if (page === undefined) heads.splice(heads.indexOf(head), 1)
      else head.rows = page.right
    }
  }
}

/** The activity log: what was done and what was refused, in the order of the log; what was unchanged is left out. */
export const activityLogExport: ReadModelExport = {
  model,
  projections: [activityLog.name, attempts.name],
  pagesOf: async function* (store, selection) {
    const sources = [versionsIn(store, activityTable, selection), versionsIn(store, attemptTable, selection)]
    for await (const page of merged(sources))
      yield E.map((versions: ReadonlyArray<Version>) => versions.map(rowOf))(page)
  }
}
