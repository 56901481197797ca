import { readFile, stat, writeFile } from 'node:fs/promises'
import { createExportAudit } from '@accountable/domain/application'
import { createCustomerQueries } from '@accountable/projections/customer'
import { parseTime } from '@accountable/projections/history'
import { command, oneOf, option, optional, positional } from 'cmd-ts'
import * as E from 'fp-ts/lib/Either.js'
import { nodeEnvironment } from '../../environment/index.js'
import { type CustomerReports, createCustomerReports, ReportStamp } from '../../export/index.js'
import { customerOption, database, json, pathType, recorded, time } from '../arguments.js'
import { CommandFailure, exitCode } from '../exit-code.js'
import { actorArguments, exportFailed, exportingActor, exportNames, someFormat } from '../export-arguments.js'
import { asOfOption, given } from '../moments.js'
import { requireCustomer } from '../require-customer.js'
import { printJson, printLines, type Terminal } from '../terminal.js'
import { withStores } from '../with-read-models.js'

const readStamp = async (file: string): Promise<ReportStamp> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandFailure(`${file} cannot be read`)
  })
  try {
    const stamp = ReportStamp.decode(JSON.parse(text))
    if (E.isRight(stamp)) return stamp.right
  } catch {
    // not JSON: no stamp either
  }
  throw new CommandFailure(`${file} is not the stamp of a report`)
}

const requireAbsent = async (file: string): Promise<void> => {
  const isThere = await stat(file).then(
    () => true,
    () => false
  )
  if (isThere) throw new CommandFailure(`${file} exists already: nothing was written`)
}

type Making = (reports: CustomerReports) => ReturnType<CustomerReports['run']>

export const reportCommand = (terminal: Terminal) =>
  command({
    name: 'report',
    description:
      'Rows as they were, into a new file, with a stamp beside it from which the same bytes can be made again.',
    args: {
      model: positional({
        type: optional(oneOf(exportNames)),
        displayName: 'MODEL',
        description: exportNames.join(', ')
      }),
      format: someFormat,
      again: option({
        long: 'again',
        description: 'the stamp of a report to make again',
        type: optional(pathType('FILE'))
      }),
      file: option({ long: 'file', description: 'a file that does not exist yet', type: pathType('FILE') }),
      asOf: time('as-of', 'as it was then: a date (its end, UTC) or a date-time'),
      recorded,
      customerId: customerOption,
      ...actorArguments,
      db: database,
      json
    },
    handler: async ({
      model,
      format,
      again,
      file,
      asOf,
      recorded: byRecordedTime,
      customerId,
      policy,
      db,
      json: asJson,
      ...who
    }) => {
      const actor = exportingActor(who, policy)
      asOfOption(terminal, asOf, byRecordedTime)
      const at = asOf === undefined ? undefined : parseTime(asOf)
      const clock = byRecordedTime ? ('recorded' as const) : ('effective' as const)
      const make = ((): Making => {
        if (again === undefined && model !== undefined && format !== undefined) {
          const wanted = { model, format, actor, file, clock, ...given({ asOf: at, customerId }) }
          return (reports) => reports.run(wanted)
        }
        if (again !== undefined && model === undefined && format === undefined) {
          return async (reports) => reports.rerun(await readStamp(again), { actor, file })
        }
        throw new CommandFailure('expected either MODEL and --format or --again', exitCode.usage)
      })()
      const stampFile = `${file}.stamp.json`
      await requireAbsent(stampFile)
      const stamp = await withStores(terminal, db, async ({ eventStore, store }) => {
        await requireCustomer(createCustomerQueries(store), customerId)
        const made = await make(
          createCustomerReports(store, createExportAudit({ ...nodeEnvironment, ...given({ policy }), eventStore }))
        )
        if (E.isLeft(made)) throw exportFailed(made.left)
        return made.right
      })
      await writeFile(stampFile, `${JSON.stringify(stamp, null, 2)}\n`, { flag: 'wx', mode: 0o600 })
      if (asJson) printJson(terminal, stamp)
      else printLines(terminal, [`${file}: ${stamp.rows} rows, SHA-256 ${stamp.contentHash}; stamp in ${stampFile}`])
    }
  })
