import { type CustomerApplication, createCustomerApplication } from '@accountable/domain/application'
import type { Actor } from '@accountable/domain/kernel'
import { defaultPolicy, mayIssue, type Policy } from '@accountable/domain/policy'
import { command, option, optional } from 'cmd-ts'
import * as E from 'fp-ts/lib/Either.js'
import { nodeEnvironment } from '../../environment/index.js'
import {
  countLines,
  describeProblem,
  type ImportSources,
  importFiles,
  mustStop,
  openImport,
  type Registering,
  registrationTime
} from '../../import/index.js'
import type { OpenEvents } from '../../stores/index.js'
import { type GivenActor, userOf, whoArguments } from '../actor-arguments.js'
import { database, json, pathType, time } from '../arguments.js'
import { CommandFailure, exitCode } from '../exit-code.js'
import { type ImportJson, importedLineJson, isFaulty } from '../import-format.js'
import { given, requirePast } from '../moments.js'
import { withEvents } from '../open-stores.js'
import { policyOption } from '../policy-argument.js'
import { bar, importedLines, importSummary } from '../print-import.js'
import { printLines, type Terminal } from '../terminal.js'

const file = (long: string, description: string) => option({ long, description, type: optional(pathType('FILE')) })

const importingActor = (who: GivenActor, policy: Policy = defaultPolicy): Actor => {
  if (mayIssue(policy, 'RegisterCustomer', who.roles)) return userOf(who)
  throw new CommandFailure('nothing was imported: none of these roles may register customers')
}

/** Before any store is opened: a file that cannot be read leaves everything as it was. */
const openSources = async (files: {
  readonly customers?: string
  readonly changes?: string
}): Promise<ImportSources> => {
  if (files.customers === undefined && files.changes === undefined) {
    throw new CommandFailure('expected --customers, --changes or both', exitCode.usage)
  }
  const sources = await openImport(files)
  if (E.isRight(sources)) return sources.right
  throw new CommandFailure(`nothing was imported: ${sources.left.map(describeProblem).join('; ')}`)
}

/** A date is its first moment here, UTC: what is imported on a day was there for the changes of that day. */
const instantOf = (terminal: Terminal, text: string): string => {
  const at = Date.parse(text)
  requirePast(terminal, at)
  return new Date(at).toISOString()
}

/** Imports, and prints each line as it is done: none is held. */
const importAll = async (
  terminal: Terminal,
  asJson: boolean,
  application: CustomerApplication,
  sources: ImportSources,
  registering: Registering
): Promise<Omit<ImportJson, 'lines'>> => {
  const counts = { accepted: 0, unchanged: 0, refused: 0, failed: 0, unusable: 0, replayed: 0, faulty: 0 }
  let [done, events, stopped] = [0, 0, false]
  const total = countLines(sources)
  for await (const imported of importFiles(application, sources, registering)) {
    const row = importedLineJson(imported)
    counts[row.outcome] += 1
    if (row.replayed) counts.replayed += 1
    else if (row.outcome === 'accepted') events += 1
    if (isFaulty(row)) counts.faulty += 1
    stopped ||= mustStop(imported.outcome)
    terminal.out(
      asJson ? `${done === 0 ? '' : ','}\n${JSON.stringify(row)}` : `${importedLines(terminal, row).join('\n')}\n`
    )
    done += 1
    terminal.progress(bar(done, total))
  }
  terminal.progress('')
  await application.close()
  const { recorded, notRecorded } = application.attemptCounts()
  return { counts, stopped, added: { events, attempts: recorded }, attemptsNotRecorded: notRecorded }
}

const printAll = async (terminal: Terminal, asJson: boolean, importing: () => Promise<Omit<ImportJson, 'lines'>>) => {
  if (asJson) terminal.out('{"lines":[')
  const { counts, ...rest } = await importing()
  if (asJson) terminal.out(`\n],${JSON.stringify({ counts, ...rest }).slice(1)}\n`)
  else printLines(terminal, [importSummary(counts)])
  if (rest.stopped) {
    throw new CommandFailure('the event store failed: run it again, it goes on where it was', exitCode.unavailable)
  }
  if (counts.faulty > 0) throw new CommandFailure(`${counts.faulty} lines did not become what they should: see above`)
}

export const importCommand = (terminal: Terminal) =>
  command({
    name: 'import',
    description:
      'Registers customers, then executes changes, line by line. Again, it adds nothing; interrupted, it goes on where it was.',
    args: {
      customers: file('customers', 'customers as Partner Center answers them'),
      changes: file('changes', 'commands, one JSON object a line, or {"command": …, "expect": …}'),
      importedAt: time('imported-at', 'when the customers were registered (default: a day before the earliest change)'),
      ...whoArguments('who registers the customers: the id that is recorded; each change names its own actor'),
      policy: policyOption,
      db: database,
      json
    },
    handler: async ({ customers, changes, importedAt, policy, db, json: asJson, ...who }) => {
      const actor = importingActor(who, policy)
      const sources = await openSources(given({ customers, changes }))
      const at =
        importedAt === undefined ? registrationTime(sources, terminal.clock()) : instantOf(terminal, importedAt)
      const work = ({ eventStore }: OpenEvents): Promise<void> => {
        const log = (_level: string, message: string): void => terminal.note(message)
        const application = createCustomerApplication({ ...nodeEnvironment, ...given({ policy }), eventStore, log })
        const registering = { actor, importedAt: at }
        return printAll(terminal, asJson, () => importAll(terminal, asJson, application, sources, registering))
      }
      await withEvents(terminal, db, work, { create: true })
    }
  })
