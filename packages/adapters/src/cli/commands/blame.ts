import { command } from 'cmd-ts'
import { customerId, database, json } from '../arguments.js'
import { askHistory } from '../ask-history.js'
import { when, who, why } from '../print-history.js'
import { aligned, printJson, printLines, shown, type Terminal } from '../terminal.js'

export const blameCommand = (terminal: Terminal) =>
  command({
    name: 'blame',
    description: 'Who set each field of a customer last, when and why.',
    args: { id: customerId, db: database, json },
    handler: async ({ id, db, json: asJson }) => {
      const rows = await askHistory(terminal, db, ({ blame }) => blame(id))
      if (asJson) return printJson(terminal, rows)
      const lines = rows.map((row) => [
        shown(row.path),
        shown(row.value),
        `revision ${row.revision}`,
        when(row),
        who(row.actor),
        why(row.reason)
      ])
      printLines(terminal, aligned(lines))
    }
  })
