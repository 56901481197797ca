import { command } from 'cmd-ts'
import { customerId, database, json, moment, recorded } from '../arguments.js'
import { askHistory } from '../ask-history.js'
import { momentOn } from '../moments.js'
import { changeLines, when } from '../print-history.js'
import { printJson, printLines, styled, type Terminal } from '../terminal.js'

const kinds = 'a revision, a position, a date (its end, UTC) or a date-time'

export const diffCommand = (terminal: Terminal) =>
  command({
    name: 'diff',
    description: 'What changed between any two moments of a customer.',
    args: {
      id: customerId,
      from: moment('from', kinds),
      to: moment('to', kinds),
      recorded,
      db: database,
      json
    },
    handler: async ({ id, from, to, recorded: byRecordedTime, db, json: asJson }) => {
      const [a, b] = [momentOn(terminal, from, byRecordedTime), momentOn(terminal, to, byRecordedTime)]
      const found = await askHistory(terminal, db, ({ diff }) => diff(id, a, b))
      if (asJson) return printJson(terminal, found)
      const title = `revision ${found.from.revision} of ${when(found.from)} → revision ${found.to.revision} of ${when(found.to)}`
      const changes = found.changes.length === 0 ? ['  no difference'] : changeLines(terminal, found.changes)
      printLines(terminal, [styled(terminal, 'bold', title), ...changes])
    }
  })
