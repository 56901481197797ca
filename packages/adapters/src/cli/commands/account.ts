import { command } from 'cmd-ts'
import { customerId, database, json } from '../arguments.js'
import { askHistory } from '../ask-history.js'
import { accountJson } from '../json-formats.js'
import { accountLines } from '../print-account.js'
import { printJson, printLines, type Terminal } from '../terminal.js'

/** After every event: the account as it is. */
const now = { type: 'time', at: Number.MAX_SAFE_INTEGER, clock: 'recorded' } as const

export const accountCommand = (terminal: Terminal) =>
  command({
    name: 'account',
    description: 'A customer as it is now, from the event store itself.',
    args: { id: customerId, db: database, json },
    handler: async ({ id, db, json: asJson }) => {
      const account = accountJson(await askHistory(terminal, db, ({ stateAsOf }) => stateAsOf(id, now)))
      if (asJson) printJson(terminal, account)
      else printLines(terminal, accountLines(terminal, account))
    }
  })
