import type { PermissionInterval } from '@accountable/projections/history'
import { command } from 'cmd-ts'
import { cursor, database, json, limit, recorded, someCustomerId, time } from '../arguments.js'
import { askHistory } from '../ask-history.js'
import { CommandFailure, exitCode } from '../exit-code.js'
import { type HeldPermissionsJson, heldPermissionJson } from '../list-formats.js'
import { asOfOption } from '../moments.js'
import { when, who, why } from '../print-history.js'
import { printPages } from '../print-pages.js'
import { printJson, printLines, second, shown, styled, type Terminal } from '../terminal.js'
import { withQueries } from '../with-read-models.js'

const also = (roles: ReadonlyArray<string>): string =>
  roles.length === 0 ? '' : `, who also acted as ${roles.map(shown).join(', ')}`

const intervalLines = (terminal: Terminal, interval: PermissionInterval): ReadonlyArray<string> => {
  const { grant, revocation, revokedBy } = interval
  const granted = `  granted ${when(grant)} by ${who(interval.grantedBy)}${also(interval.grantedWithOtherRoles)}: ${why(interval.grantReason)}`
  const title = styled(terminal, 'bold', `${shown(interval.resource)}${interval.to === null ? '  (holds)' : ''}`)
  if (revocation === null || revokedBy === null) return [title, granted]
  const by = `${who(revokedBy)}${also(interval.revokedWithOtherRoles)}`
  return [title, granted, `  revoked ${when(revocation)} by ${by}: ${why(interval.revokeReason)}`]
}

const printTimeLine = async (terminal: Terminal, db: string, id: string, asJson: boolean): Promise<void> => {
  const intervals = await askHistory(terminal, db, ({ permissionTimeLine }) => permissionTimeLine(id))
  if (asJson) return printJson(terminal, intervals)
  const lines = intervals.flatMap((interval) => intervalLines(terminal, interval))
  printLines(terminal, lines.length === 0 ? ['never any purchase permission'] : lines)
}

const heldLine = (row: HeldPermissionsJson[number]): string =>
  [
    shown(row.companyName ?? row.customerId),
    row.resource,
    row.from === null ? '—' : `since ${second(row.from)}`,
    shown(row.grantedBy?.userPrincipalName ?? row.grantedBy?.id),
    why(row.grantReason)
  ].join('  ')

export const permissionsCommand = (terminal: Terminal) =>
  command({
    name: 'permissions',
    description:
      'Of a customer: when it could purchase what, who granted and revoked it, and why. Of all: who may purchase what.',
    args: {
      id: someCustomerId,
      asOf: time('as-of', 'of all customers, what they held then: a date (its end, UTC) or a date-time'),
      recorded,
      limit,
      cursor,
      db: database,
      json
    },
    handler: ({ id, asOf, recorded: byRecordedTime, db, ...paging }) => {
      if (id === undefined) {
        return withQueries(terminal, db, ({ purchasePermissions }) => {
          const query = asOfOption(terminal, asOf, byRecordedTime)
          return printPages(terminal, paging, { toJson: heldPermissionJson, line: heldLine }, (page) =>
            purchasePermissions({ ...query, ...page })
          )
        })
      }
      if (asOf !== undefined) throw new CommandFailure('--as-of: expected no ID beside it', exitCode.usage)
      return printTimeLine(terminal, db, id, paging.json)
    }
  })
