import { nodeEnvironment } from '@accountable/adapters/environment'
import { createCustomerApplication } from '@accountable/domain/application'
import { formatPosition } from '@accountable/domain/kernel'
import { runProjections } from '@accountable/projections'
import { createCustomerQueries, customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { type ChangesSurvey, surveyChanges } from './changes-file.js'
import { executeChanges, importCustomers } from './execute-files.js'
import type { FileProblem } from './file-problem.js'
import type { Stores } from './open-stores.js'
import { readReport } from './read-report.js'
import type { DemoReport } from './report.js'
import { Tally } from './tally.js'
import { unlessStopped } from './unless-stopped.js'

/** What the demo is asked to do. */
export interface DemoOptions {
  readonly customers: string
  readonly changes: string
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

const day = 86_400_000

const importTime = ({ earliest }: ChangesSurvey): string =>
  new Date((earliest === undefined ? nodeEnvironment.clock() : Date.parse(earliest)) - day).toISOString()

/** Imports customers, executes changes in order, and answers what the read models then know. */
export const runDemo = async (
  { events, readModels, description }: Stores,
  options: DemoOptions,
  progress: DemoProgress
): Promise<DemoReport> => {
  const survey = await surveyChanges(options.changes)
  const tally = new Tally()
  const problems: FileProblem[] = []
  const notes: FileProblem[] = []
  const application = createCustomerApplication({
    ...nodeEnvironment,
    eventStore: events.eventStore,
    log: (_level, message) => process.stderr.write(`${message}\n`)
  })
  const projections = runProjections({
    feed: events.eventFeed,
    store: readModels,
    decode: decodeCustomerFeed,
    projections: customerProjections
  })
  try {
    progress.start(survey.lines)
    const problem = (found: FileProblem) => problems.push(found)
    const note = (found: FileProblem) => notes.push(found)
    const execution = { application, tally, problem, note, step: progress.step }
    const importing = { ...execution, step: () => {} }
    const importedAt = options.importedAt ?? importTime(survey)
    if (await importCustomers(importing, options.customers, importedAt)) {
      await executeChanges(execution, options.changes)
    }
    tally.reach((await application.close()).position)
    progress.waiting()
    const { recorded, notRecorded } = application.attemptCounts()
    const reading = readReport(createCustomerQueries(readModels), {
      customerId: options.customer ?? survey.busiestCustomer,
      asOf: options.asOf ?? (survey.latest ?? new Date(nodeEnvironment.clock()).toISOString()).slice(0, 10),
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
