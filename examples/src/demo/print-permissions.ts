import type { DemoReport } from './report.js'
import { grid, heading, minute, shown } from './terminal.js'

/** Who could purchase what, since when, and by whose leave. */
export const printPermissions = ({ permissions: { asOf, held } }: DemoReport): string => {
  const rows = held.map(({ customerName, customerId, resource, granted }) => [
    shown(customerName ?? customerId),
    shown(resource),
    minute(granted.at),
    shown(granted.by.userPrincipalName ?? granted.by.id),
    [granted.reason.code, granted.reason.ticket]
      .filter((part) => part !== null)
      .map(shown)
      .join(' ')
  ])
  const table = grid(['Customer', 'Resource', 'Since (UTC)', 'Granted by', 'Reason'], [32, 22, 16, 20, 26], rows)
  return `${heading(`Who could purchase what, as of ${asOf}`)}\n${rows.length === 0 ? 'nobody anything' : table}`
}
