import { parseStreamName } from '@accountable/domain/kernel'
import { type Projection, Timestamp, table } from '@accountable/projections'
import type { CustomerFeedEvent } from '@accountable/projections/customer'
import * as t from 'io-ts'

const deskTable = table({
  name: 'permission_desk',
  kind: 'current',
  comment: 'How often a customer’s purchase permissions were toggled.',
  row: t.strict({ customerId: t.string, toggles: t.number, lastAt: Timestamp }),
  comments: { customerId: 'Id of the customer.', toggles: 'Grants and revocations.', lastAt: 'The last one.' },
  customer: 'customerId'
})

const isToggle = ({ event: { type } }: CustomerFeedEvent): boolean =>
  type === 'PurchasePermissionGranted' || type === 'PurchasePermissionRevoked'

const customerOf = ({ stored }: CustomerFeedEvent): string => parseStreamName(stored.streamName)?.id ?? ''

/** A read model of your own: a pure fold, which the same engine keeps. A changed fold gets the next version and is built again. */
export const permissionDesk: Projection<CustomerFeedEvent, { desk: typeof deskTable }> = {
  name: 'permission-desk',
  version: 1,
  group: 'customers',
  perCustomer: true,
  tables: { desk: deskTable },
  keysOf: (event) => (isToggle(event) ? { desk: [customerOf(event)] } : {}),
  evolve: (rows, event) => {
    if (!isToggle(event)) return {}
    const customerId = customerOf(event)
    const toggles = (rows.desk.get(customerId)?.toggles ?? 0) + 1
    return { desk: [[customerId, { customerId, toggles, lastAt: event.effectiveAt }]] }
  }
}
