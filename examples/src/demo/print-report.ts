import { isErased } from '@accountable/domain/kernel'
import type { AccountPage, ActivityLogEntry } from '@accountable/projections/customer'
import Table from 'cli-table3'
import type { Expectation } from './changes-file.js'
import { describeProblem } from './file-problem.js'
import type { DemoReport } from './report.js'

/** The narrowest terminal that everything fits. */
const width = 120

/** What a terminal would obey is shown, not sent. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD')

const shown = (value: unknown): string => {
  if (value === null || value === undefined) return '—'
  return isErased(value) ? '(erased)' : plain(String(value))
}

const heading = (title: string): string => `\n${title}\n${'─'.repeat(Math.min(width, title.length))}`

const grid = (head: string[], colWidths: number[], rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const table = new Table({ head, colWidths, wordWrap: true, wrapOnWordBoundary: false, style: { head: [], border: [], compact: true } })
  table.push(...rows.map((row) => [...row]))
  return table.toString()
}

const numbers = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0)

const summary = ({ counts, lines, added, attemptsNotRecorded, stores }: DemoReport): string => {
  const refused = sum(counts.refused)
  const failed = sum(counts.failed)
  const news =
    added.events + added.attempts === 0
      ? 'Nothing new: every command got its first outcome again, and no event, attempt entry or log row was added.'
      : `Added ${added.events} events and ${added.attempts} attempt entries.`
  return [
    heading('Summary'),
    `accepted  ${counts.accepted}`,
    `unchanged ${counts.unchanged}`,
    `refused   ${refused}${refused === 0 ? '' : `  (${numbers(counts.refused)})`}`,
    ...(failed === 0 ? [] : [`failed    ${failed}  (${numbers(counts.failed)})`]),
    `replayed  ${counts.replayed}  of these had been answered before`,
    ...(lines.of === 0 ? [] : [`${lines.asExpected} of ${lines.of} lines as expected`]),
    news,
    ...(attemptsNotRecorded === 0 ? [] : [`${attemptsNotRecorded} refused commands are in no attempt stream.`]),
    `(${stores})`
  ].join('\n')
}

const described = ({ outcome, rejection, codes, revision, replayed }: Expectation): string =>
  [
    outcome,
    rejection,
    codes === undefined ? undefined : `[${codes.join(', ')}]`,
    revision === undefined ? undefined : `at revision ${revision}`,
    replayed === undefined ? undefined : replayed ? 'replayed' : 'not replayed'
  ]
    .filter((part) => part !== undefined)
    .join(' ')

const unexpected = ({ lines: { others } }: DemoReport): ReadonlyArray<string> =>
  others.length === 0
    ? []
    : [
        heading('Lines that came otherwise'),
        ...others.map(
          ({ line, expected, actual }) => `line ${line}: expected ${described(expected)}; came ${described(actual)}`
        )
      ]

const accountRows = ({ account }: AccountPage): ReadonlyArray<readonly [string, string]> => {
  const { companyProfile, billingProfile, purchasePermissions } = account
  const address = billingProfile.defaultAddress
  const line = (...parts: ReadonlyArray<unknown>): string =>
    parts
      .filter((part) => part !== null)
      .map(shown)
      .join(', ')
  return [
    ['Company name', shown(companyProfile.companyName)],
    ['Domain', shown(companyProfile.domain)],
    ['Microsoft ID', shown(account.customerId)],
    ['Registration number', shown(companyProfile.organizationRegistrationNumber)],
    ['Relationship', shown(account.relationshipToPartner)],
    ['Bill-to company', shown(billingProfile.companyName)],
    ['Billing contact', `${shown(billingProfile.firstName)} ${shown(billingProfile.lastName)}, ${shown(billingProfile.email)}`],
    [
      'Bill-to address',
      line(
        address.addressLine1,
        address.addressLine2,
        address.addressLine3,
        address.city,
        address.state,
        address.postalCode,
        address.country
      )
    ],
    ['Phone', shown(address.phoneNumber)],
    ['Culture, language', line(billingProfile.culture, billingProfile.language)],
    ...Object.entries(purchasePermissions).map(
      ([resource, granted]) => [`May purchase ${resource}`, granted ? 'yes' : 'no'] as const
    )
  ]
}

const accountPage = ({ account }: DemoReport): ReadonlyArray<string> =>
  account === null
    ? [heading('Account'), 'no such customer']
    : [
        heading(`Account: ${shown(account.account.companyProfile.companyName)} (revision ${account.revision})`),
        ...accountRows(account).map(([name, value]) => `${name.padEnd(36)} ${value}`)
      ]

const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ')

const what = ({ field, rejection, codes, fields }: ActivityLogEntry): string =>
  field ?? [rejection, ...codes.map((code, index) => `${code}${fields[index] === undefined ? '' : ` ${fields[index]}`}`)].join('\n')

const activityLog = ({ account, activityLog: entries }: DemoReport): ReadonlyArray<string> =>
  entries.length === 0
    ? []
    : [
        heading(`Activity log of ${shown(account?.account.companyProfile.companyName)}`),
        grid(
          ['When (UTC)', 'Customer', 'Action', 'Field or refusal', 'Old', 'New', 'Partner user', 'Reason', 'Status'],
          [12, 12, 14, 17, 13, 13, 13, 13, 4 + 6],
          entries.map((entry) => [
            minute(entry.effectiveAt),
            shown(entry.customerName),
            entry.action,
            plain(what(entry)).replaceAll('\uFFFD', '\n'),
            entry.field === null ? '' : shown(entry.from),
            entry.field === null ? '' : shown(entry.to),
            shown(entry.actor.userPrincipalName ?? entry.actor.id),
            [entry.reason.code, entry.reason.text, entry.reason.ticket].filter((part) => part !== null).map(shown).join('\n'),
            entry.status
          ])
        )
      ]

const permissions = ({ permissions: { asOf, held } }: DemoReport): ReadonlyArray<string> => [
  heading(`Who could purchase what, as of ${asOf}`),
  held.length === 0
    ? 'nobody anything'
    : grid(
        ['Customer', 'Resource', 'Since (UTC)', 'Granted by', 'Reason'],
        [32, 25, 18, 24, 21],
        held.map(({ customerName, customerId, resource, granted }) => [
          shown(customerName ?? customerId),
          resource,
          minute(granted.at),
          shown(granted.by.userPrincipalName ?? granted.by.id),
          [granted.reason.code, granted.reason.ticket].filter((part) => part !== null).map(shown).join('\n')
        ])
      )
]

/** The report for a person, at most 120 columns wide. */
export const printReport = (report: DemoReport): string =>
  [
    ...accountPage(report),
    ...activityLog(report),
    ...permissions(report),
    summary(report),
    ...unexpected(report),
    ...(report.notes.length === 0 ? [] : [heading('Lines that are no command'), ...report.notes.map(describeProblem)])
  ].join('\n')
