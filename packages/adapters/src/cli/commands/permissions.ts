import type { PermissionInterval } from '@accountable/projections/history'
import { command } from 'cmd-ts'
import { customerId, database, json } from '../arguments.js'
import { askHistory } from '../ask-history.js'
import { when, who, why } from '../print-history.js'
import { printJson, printLines, shown, styled, type Terminal } from '../terminal.js'

const also = (roles: ReadonlyArray<string>): string =>
  roles.length === 0 ? '' : `, who also acted as ${roles.map(shown).join(', ')}`

const intervalLines = (terminal: Terminal, interval: PermissionInterval): ReadonlyArray<string> => {
  const { grant, revocation, revokedBy } = interval
  const ends =
    revocation === null || revokedBy === null
      ? []
      : [
          `  revoked ${when(revocation)} by ${who(revokedBy)}${also(interval.revokedWithOtherRoles)}: ${why(interval.revokeReason)}`
        ]
  return [
    styled(terminal, 'bold', `${shown(interval.resource)}${interval.to === null ? '  (holds)' : ''}`),
    `  granted ${when(grant)} by ${who(interval.grantedBy)}${also(interval.grantedWithOtherRoles)}: ${why(interval.grantReason)}`,
    ...ends
  ]
}

export const permissionsCommand = (terminal: Terminal) =>
  command({
    name: 'permissions',
    description: 'When a customer could purchase what, who granted and revoked it, and why.',
    args: { id: customerId, db: database, json },
    handler: async ({ id, db, json: asJson }) => {
      const intervals = await askHistory(terminal, db, ({ permissionTimeLine }) => permissionTimeLine(id))
      if (asJson) return printJson(terminal, intervals)
      const lines = intervals.flatMap((interval) => intervalLines(terminal, interval))
      printLines(terminal, lines.length === 0 ? ['never any purchase permission'] : lines)
    }
  })
