import type { ActivityLogEntry } from '@accountable/projections/customer'
import type { DemoReport } from './report.js'
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

const refusal = ({ rejection, codes, fields }: ActivityLogEntry): string =>
  [shown(rejection), ...codes.map((code, index) => [code, fields[index]].filter(Boolean).map(shown).join(' '))].join(
    '\n'
  )

const reason = ({ reason: { code, text, ticket } }: ActivityLogEntry): string =>
  [code, text, ticket]
    .filter((part) => part !== null)
    .map(shown)
    .join('\n')

const cellsOf = (entry: ActivityLogEntry): ReadonlyArray<string> => [
  minute(entry.effectiveAt),
  shown(entry.customerName),
  entry.action,
  entry.field === null ? refusal(entry) : shown(fieldName(entry.field)),
  entry.field === null ? '' : shown(entry.from),
  entry.field === null ? '' : shown(entry.to),
  shown(entry.actor.userPrincipalName ?? entry.actor.id),
  reason(entry),
  entry.status
]

/** The columns in which the rows of one command say the same. */
const ofTheCommand = new Set([0, 1, 2, 6, 7, 8])

const rowsOf = (entries: ReadonlyArray<ActivityLogEntry>): ReadonlyArray<ReadonlyArray<string>> =>
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
