import type { LogJson } from './list-formats.js'
import { second, shown } from './terminal.js'

const what = ({ entry, path, from, to, rejection, codes, fields, count }: LogJson[number]): string => {
  switch (entry) {
    case 'changed':
      return path === null ? 'registered' : `${shown(path)}: ${shown(from)} → ${shown(to)}`
    case 'refused':
      return `refused, ${[rejection, ...codes, ...fields].map(shown).join(' ')}`
    case 'unchanged':
      return 'unchanged: it was so already'
    case 'summary':
      return `${count} more refused commands`
  }
}

/** One line of the log: date-time, affected customer, action, partner user, as Microsoft's log has them, and what it was. */
export const logLine = (row: LogJson[number]): string =>
  [
    second(row.effectiveAt),
    shown(row.customerName ?? row.customerId),
    row.operation,
    shown(row.actor.userPrincipalName ?? row.actor.id),
    what(row)
  ].join('  ')
