import { nodeEnvironment } from '@accountable/adapters/environment'
import {
  countLines,
  type FileProblem,
  type ImportedLine,
  type ImportSources,
  importFiles,
  registrationTime
} from '@accountable/adapters/import'
import type { Stores } from '@accountable/adapters/stores'
import { createCustomerApplication } from '@accountable/domain/application'
import { type Actor, formatPosition } from '@accountable/domain/kernel'
import { runProjections } from '@accountable/projections'
import { createCustomerQueries, customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { readReport } from './read-report.js'
import type { DemoReport } from './report.js'
import { Tally } from './tally.js'
import { unlessStopped } from './unless-stopped.js'

/** What the demo is asked to do. */
export interface DemoOptions {
  readonly sources: ImportSources
  /** Whose account and log are shown; the one with the most changes if not given. */
  readonly customer?: string
  /** For the permissions: a date-time, or a date, which means its end, UTC. The day of the last change if not given. */
  readonly asOf?: string
  /** When the imported records are said to have been registered. A day before the earliest change if not given. */
  readonly importedAt?: string
}

/** Hears how far the demo is. */
export interface DemoProgress {
  readonly start: (steps: number) => void
  readonly step: () => void
  readonly waiting: () => void
  readonly end: () => void
}

const importer: Actor = {
  kind: 'application',
  id: 'accountable-import',
  userPrincipalName: null,
  tenantId: null,
  roles: ['AdminAgent']
}

/** A line of the changes that is JSON and no command is an outcome like any other, and only said. */
const isNote = ({ line, outcome }: ImportedLine): boolean => line !== undefined && outcome?.outcome === 'refused'

/** What a person would have to mend: a file, input that is no command, or a store. Whatever a line expects is compared and listed there. */
const problemsOf = ({ outcome, expect, problems }: ImportedLine): ReadonlyArray<FileProblem> => {
  if (outcome === undefined || outcome.outcome === 'failed') return problems
  const isNoCommand = outcome.outcome === 'refused' && outcome.rejection.type === 'InvalidCommand'
  return isNoCommand && expect === undefined ? problems : []
}

/** Imports customers, executes changes in order, and answers what the read models then know. */
export const runDemo = async (
  { eventStore, eventFeed, readModels, description }: Stores,
  options: DemoOptions,
  progress: DemoProgress
): Promise<DemoReport> => {
  const survey = options.sources.changes?.survey
  const tally = new Tally()
  const problems: FileProblem[] = []
  const notes: FileProblem[] = []
  const application = createCustomerApplication({
    ...nodeEnvironment,
    eventStore,
    log: (_level, message) => process.stderr.write(`${message}\n`)
  })
  const projections = runProjections({
    feed: eventFeed,
    store: readModels,
    decode: decodeCustomerFeed,
    projections: customerProjections
  })
  try {
    progress.start(countLines(options.sources))
    const importedAt = options.importedAt ?? registrationTime(options.sources, nodeEnvironment.clock())
    for await (const imported of importFiles(application, options.sources, { actor: importer, importedAt })) {
      if (imported.outcome !== undefined) tally.add(imported.outcome, imported)
      ;(isNote(imported) ? notes : problems).push(...problemsOf(imported))
      progress.step()
    }
    tally.reach((await application.close()).position)
    progress.waiting()
    const { recorded, notRecorded } = application.attemptCounts()
    const reading = readReport(createCustomerQueries(readModels), {
      customerId: options.customer ?? survey?.busiestCustomer,
      asOf: options.asOf ?? (survey?.latest ?? new Date(nodeEnvironment.clock()).toISOString()).slice(0, 10),
      position: tally.position === undefined ? undefined : formatPosition(tally.position)
    })
    const read = await unlessStopped(projections, reading)
    return {
      stores: description,
      counts: tally.counts,
      lines: tally.lines,
      added: { events: tally.newEvents, attempts: recorded },
      attemptsNotRecorded: notRecorded,
      problems,
      notes,
      ...read
    }
  } finally {
    progress.end()
    await projections.stop()
  }
}
