import { type ActivityQuery, operationNames } from '@accountable/projections/customer'
import { command, flag, oneOf, option, optional } from 'cmd-ts'
import { cursor, customerOption, database, json, limit, recorded, text, time } from '../arguments.js'
import { logJson } from '../list-formats.js'
import { asOfOption, given } from '../moments.js'
import { logLine } from '../print-log.js'
import { printPages } from '../print-pages.js'
import { requireCustomer } from '../require-customer.js'
import type { Terminal } from '../terminal.js'
import { withQueries } from '../with-read-models.js'

const listed = {
  asOf: time('as-of', 'as it was then: a date (its end, UTC) or a date-time'),
  recorded,
  limit,
  cursor,
  db: database,
  json
}

const filters = {
  from: time('from', 'effective from the beginning of this date (UTC) or this date-time on'),
  until: time('to', 'up to the end of this date (UTC) or this date-time'),
  customerId: customerOption,
  company: text('company', 'part of the company name as of then'),
  operation: option({
    long: 'operation',
    description: operationNames.join(', '),
    type: optional(oneOf(operationNames))
  }),
  actor: text('actor', 'the id of whoever did it'),
  field: text('field', 'a pointer into the account, such as /billingProfile/email')
}

interface ListArguments {
  readonly asOf: string | undefined
  readonly recorded: boolean
  readonly limit: number | undefined
  readonly cursor: string | undefined
  readonly db: string
  readonly json: boolean
}

const printLog = (terminal: Terminal, list: ListArguments, wanted: ActivityQuery): Promise<void> =>
  withQueries(terminal, list.db, async (queries) => {
    const query = { ...wanted, ...asOfOption(terminal, list.asOf, list.recorded) }
    await requireCustomer(queries, wanted.customerId)
    const { activityLog } = queries
    await printPages(terminal, list, { toJson: logJson, line: logLine }, (page) => activityLog({ ...query, ...page }))
  })

export const logCommand = (terminal: Terminal) =>
  command({
    name: 'log',
    description: 'The activity log, newest first: what was done and what was refused.',
    args: {
      ...filters,
      status: option({
        long: 'status',
        description: 'succeeded or failed',
        type: optional(oneOf(['succeeded', 'failed'] as const))
      }),
      unchanged: flag({ long: 'unchanged', description: 'also commands that found everything so already' }),
      ...listed
    },
    handler: ({ from, until, customerId, company, operation, actor, field, status, unchanged, ...list }) =>
      printLog(terminal, list, given({ from, until, customerId, company, operation, actor, field, status, unchanged }))
  })

export const attemptsCommand = (terminal: Terminal) =>
  command({
    name: 'attempts',
    description: 'What was tried and refused, newest first.',
    args: { ...filters, ...listed },
    handler: ({ from, until, customerId, company, operation, actor, field, ...list }) =>
      printLog(terminal, list, {
        ...given({ from, until, customerId, company, operation, actor, field }),
        status: 'failed'
      })
  })
