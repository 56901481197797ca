import { command } from 'cmd-ts'
import { customerId, database, json, moment, recorded } from '../arguments.js'
import { askHistory } from '../ask-history.js'
import { accountJson } from '../json-formats.js'
import { momentOn } from '../moments.js'
import { accountLines } from '../print-account.js'
import { printJson, printLines, type Terminal } from '../terminal.js'

export const asOfCommand = (terminal: Terminal) =>
  command({
    name: 'as-of',
    description: 'A customer as it was at a moment.',
    args: {
      id: customerId,
      at: moment('at', 'a date (its end, UTC), a date-time with its offset, a revision or a position'),
      recorded,
      db: database,
      json
    },
    handler: async ({ id, at, recorded: byRecordedTime, db, json: asJson }) => {
      const then = momentOn(terminal, at, byRecordedTime)
      const account = accountJson(await askHistory(terminal, db, ({ stateAsOf }) => stateAsOf(id, then)))
      if (asJson) printJson(terminal, account)
      else printLines(terminal, accountLines(terminal, account))
    }
  })
