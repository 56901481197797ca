import { command } from 'cmd-ts'
import { customerId, database, json } from '../arguments.js'
import { askHistory } from '../ask-history.js'
import { historyLines } from '../print-history.js'
import { printJson, printLines, type Terminal } from '../terminal.js'

export const historyCommand = (terminal: Terminal) =>
  command({
    name: 'history',
    description: 'Every change of a customer, field by field, oldest first.',
    args: { id: customerId, db: database, json },
    handler: async ({ id, db, json: asJson }) => {
      const rows = await askHistory(terminal, db, ({ history }) => history(id))
      if (asJson) printJson(terminal, rows)
      else printLines(terminal, historyLines(terminal, rows))
    }
  })
