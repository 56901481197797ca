import type { DemoReport } from './report.js'
import { grid, heading, minute, shown } from './terminal.js'

/** Who could purchase what, since when, and by whose leave. */
export const printPermissions = ({ permissions: { asOf, held } }: DemoReport): string => {
  const rows = held.map(({ customer, customerId, resource, since, grantedBy, reason }) => [
    shown(customer ?? customerId),
    shown(resource),
    since === null ? '' : minute(since),
    shown(grantedBy),
    [reason?.code ?? null, reason?.ticket ?? null]
      .filter((part) => part !== null)
      .map(shown)
      .join(' ')
  ])
  const table = grid(['Customer', 'Resource', 'Since (UTC)', 'Granted by', 'Reason'], [32, 22, 16, 20, 26], rows)
  return `${heading(`Who could purchase what, as of ${asOf}`)}\n${rows.length === 0 ? 'nobody anything' : table}`
}
