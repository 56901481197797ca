import type { OperationName } from '@accountable/projections/customer'
import type { DemoReport, ReportedActivity } from './report.js'
import { grid, heading, minute, shown } from './terminal.js'

const inWords = (name: string): string => name.replace(/[A-Z]|\d/g, (letter) => ` ${letter.toLowerCase()}`)

/** `/billingProfile/defaultAddress/postalCode` as `bill-to address postal code`. */
const fieldName = (pointer: string): string => {
  const [, root = '', ...path] = pointer.split('/')
  const rest = path
    .map((segment) => (segment === 'defaultAddress' ? 'address' : inWords(segment)))
    .join(' ')
    .replace('address address', 'address')
  if (root === 'purchasePermissions') return path.join(' ')
  if (root === 'companyProfile') return rest
  return root === 'billingProfile' ? `bill-to ${rest}` : inWords(root)
}

const refusal = ({ rejection, codes, fields }: ReportedActivity): string =>
  [shown(rejection), ...codes.map((code, index) => [code, fields[index]].filter(Boolean).map(shown).join(' '))].join(
    '\n'
  )

const reasonOf = ({ reason }: ReportedActivity): string =>
  [reason?.code ?? null, reason?.text ?? null, reason?.ticket ?? null]
    .filter((part) => part !== null)
    .map(shown)
    .join('\n')

/** The words of Microsoft's own activity log. */
const actions: Readonly<Record<OperationName, string>> = {
  add_customer: 'Add customer',
  update_company_info: 'Update company info',
  update_customer_billing_profile: 'Update customer billing profile',
  create_self_serve_policy: 'Create customer purchase permissions',
  update_self_serve_policy: 'Update customer purchase permissions',
  delete_self_serve_policy: 'Delete customer purchase permissions',
  unknown: 'Unknown command'
}

const subjectOf = (row: ReportedActivity): string => {
  if (row.status === 'failed') return refusal(row)
  return row.field === null ? 'the whole account' : shown(fieldName(row.field))
}

const cellsOf = (row: ReportedActivity): ReadonlyArray<string> => [
  minute(row.at),
  shown(row.customer),
  actions[row.operation],
  subjectOf(row),
  row.field === null ? '' : shown(row.old),
  row.field === null ? '' : shown(row.new),
  shown(row.partnerUser),
  reasonOf(row),
  row.status
]

/** The columns in which the rows of one command say the same. */
const ofTheCommand = new Set([0, 1, 2, 6, 7, 8])

const rowsOf = (entries: ReadonlyArray<ReportedActivity>): ReadonlyArray<ReadonlyArray<string>> =>
  entries.map((entry, index) => {
    const cells = cellsOf(entry)
    const isFirst = entries[index - 1]?.position !== entry.position
    return isFirst ? cells : cells.map((cell, column) => (ofTheCommand.has(column) ? '' : cell))
  })

const columns = [
  'When (UTC)',
  'Customer',
  'Action',
  'Field or refusal',
  'Old',
  'New',
  'Partner user',
  'Reason',
  'Status'
]
const widths = [10, 11, 13, 19, 13, 13, 12, 12, 9]

/** One row for each changed field and each refused attempt, oldest first. */
export const printActivityLog = ({ account, activityLog }: DemoReport): ReadonlyArray<string> =>
  activityLog.length === 0
    ? []
    : [
        heading(`Activity log of ${shown(account?.account.companyProfile.companyName)}`),
        grid(columns, widths, rowsOf(activityLog))
      ]
