// node export-1m-child.js FORMAT ROWS FILE: exports rows of the activity log; says how long it took and how much memory.
import { customerExports, type ExportFormat, exportFile } from '@accountable/adapters/export'
import * as E from 'fp-ts/lib/Either.js'

const [format = 'csv', rows = '0', file = ''] = process.argv.slice(2)
const { model } = customerExports['activity-log']

const row = (n: number): Readonly<Record<string, unknown>> => ({
  dateTime: 1_767_604_364_120 + n,
  affectedCustomer: `Contoso ${n % 1000}, Ltd.`,
  action: 'Update Customer Billing Profile',
  partnerUser: `kim${n % 50}@partner.example`,
  status: 'succeeded',
  recordedAt: 1_767_604_365_000 + n,
  customerId: `54197d04-3ac7-5289-8607-${(n % 1000).toString(16).padStart(12, '0')}`,
  operation: 'update_customer_billing_profile',
  entry: 'changed',
  field: '/billingProfile/defaultAddress/phoneNumber',
  oldValue: `425555${n % 10_000}`,
  newValue: `425556${n % 10_000}`,
  revision: String(n % 500),
  rejection: null,
  codes: [],
  fields: [],
  count: 1,
  actorKind: 'user',
  actorId: `9dc1826f-d85a-56a3-8313-${(n % 50).toString(16).padStart(12, '0')}`,
  actorRoles: ['SalesAgent'],
  reasonCode: 'CustomerRequest',
  reasonText: null,
  reasonTicket: `INC-${n}`,
  commandId: `2a892b46-4090-514f-8b50-${n.toString(16).padStart(12, '0')}`,
  correlationId: `b6d9879f-b995-5349-bac0-${n.toString(16).padStart(12, '0')}`,
  source: 'api',
  eventId: `c6d9879f-b995-5349-bac0-${n.toString(16).padStart(12, '0')}`,
  position: `${n * 900}:${n * 900}`,
  ordinal: 0
})

async function* pages() {
  for (let next = 0; next < Number(rows); next += 1_000) {
    yield E.right(Array.from({ length: Math.min(1_000, Number(rows) - next) }, (_, index) => row(next + index)))
  }
}

const start = performance.now()
const done = await exportFile({ model, format: format as ExportFormat, file, pages: pages() })
const seconds = (performance.now() - start) / 1_000
if (E.isLeft(done)) throw new Error(done.left.type)
const mebibytes = process.resourceUsage().maxRSS / 1_024
console.log(JSON.stringify({ seconds, mebibytes, bytes: done.right.bytes }))
