import { changesOf } from '@accountable/domain/customer'
import { isErased } from '@accountable/domain/kernel'
import * as t from 'io-ts'
import { PersonalText, RevisionText } from '../column.js'
import type { Projection } from '../projection.js'
import { type RowOf, table } from '../table.js'
import { actorColumns, actorComments, actorOf } from './actor-columns.js'
import { type CustomerRecord, customerIdOf, isFact } from './customer-record.js'
import { operationOf } from './operations.js'
import { foldName } from './search-key.js'

const personal = t.union([PersonalText, t.null])

const logTable = table({
  name: 'activity_log',
  kind: 'log',
  comment: 'What changed: one row for each field that an event changed, with old and new value.',
  customer: 'customerId',
  row: t.strict({
    customerId: t.string,
    customerName: t.string,
    searchKey: t.string,
    operation: t.string,
    path: t.string,
    from: personal,
    to: personal,
    revision: RevisionText,
    ...actorColumns
  }),
  comments: {
    customerId: 'The customer.',
    customerName: 'The company’s name as of then.',
    searchKey: 'That name, folded: marks stripped, letter case folded.',
    operation: 'Microsoft’s operation type.',
    path: 'The field, an RFC 6901 pointer into the account.',
    from: 'The old value; null where there was none.',
    to: 'The new value; null where there is none.',
    revision: 'The revision of the customer’s stream.',
    ...actorComments
  },
  indexes: [
    { on: ['effectiveAt', 'position', 'ordinal'] },
    { on: ['customerId', 'effectiveAt', 'position', 'ordinal'] },
    { on: ['operation', 'effectiveAt', 'position', 'ordinal'] },
    { on: ['actorId', 'effectiveAt', 'position', 'ordinal'] },
    { on: ['path', 'effectiveAt', 'position', 'ordinal'] }
  ]
})

/** What the fold must know of a customer that its rows do not say. */
const subjectTable = table({
  name: 'activity_log_subject',
  kind: 'current',
  comment: 'What the activity log must know of a customer to write its next rows.',
  customer: 'customerId',
  row: t.strict({ customerId: t.string, companyName: t.string, permissions: t.number }),
  comments: {
    customerId: 'The customer.',
    companyName: 'The company’s name.',
    permissions: 'How many purchase permissions it holds.'
  }
})

export type ActivityLogRow = RowOf<typeof logTable>
type Subject = RowOf<typeof subjectTable>

type Leaf = ReturnType<typeof changesOf>[number]['from']

const shown = (value: Leaf): ActivityLogRow['from'] =>
  value === null || isErased(value) || typeof value === 'string' ? value : String(value)

/** One row for each changed field. */
export const activityLog = {
  name: 'activity_log',
  version: 1,
  group: 'customers',
  tables: { log: logTable, subject: subjectTable },
  keysOf: (record: CustomerRecord) => (isFact(record) ? { subject: [customerIdOf(record)] } : {}),
  evolve: (rows, record) => {
    if (!isFact(record)) return {}
    const { event, metadata, stored } = record
    const customerId = customerIdOf(record)
    const before: Subject = rows.subject.get(customerId) ?? { customerId, companyName: '', permissions: 0 }
    const after: Subject = {
      customerId,
      companyName:
        event.type === 'CustomerRegistered'
          ? event.data.companyProfile.companyName
          : event.type === 'CompanyDetailsUpdated'
            ? event.data.companyDetails.companyName
            : before.companyName,
      permissions:
        before.permissions +
        (event.type === 'PurchasePermissionGranted' ? 1 : event.type === 'PurchasePermissionRevoked' ? -1 : 0)
    }
    const common = {
      customerId,
      customerName: after.companyName,
      searchKey: foldName(after.companyName),
      operation: operationOf(event, before.permissions),
      revision: stored.revision.toString(),
      ...actorOf(metadata)
    }
    return {
      subject: [[customerId, after]],
      log: changesOf(event).map(({ path, from, to }) => ({ ...common, path, from: shown(from), to: shown(to) }))
    }
  }
} satisfies Projection<CustomerRecord, { log: typeof logTable; subject: typeof subjectTable }>
