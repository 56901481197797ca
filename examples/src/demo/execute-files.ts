import type { CustomerApplication, Outcome } from '@accountable/domain/application'
import type { Problem } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { type Change, readChanges } from './changes-file.js'
import { readCustomers } from './customers-file.js'
import { describeOutcome } from './describe-outcome.js'
import type { FileProblem } from './file-problem.js'
import type { Tally } from './tally.js'

/** What goes in, and who hears of it. */
export interface Execution {
  readonly application: CustomerApplication
  readonly tally: Tally
  /** Something of a file that could not be used: the run ends with exit code 1. */
  readonly problem: (problem: FileProblem) => void
  /** A line that is JSON and no command: an outcome like any other, said with its line. */
  readonly note: (problem: FileProblem) => void
  readonly step: () => void
}

/** What follows would be decided on a history that lacks this command, and be remembered so. A broken stream is its customer's own. */
const mustStop = (outcome: Outcome): boolean =>
  outcome.outcome === 'failed' && outcome.cause !== 'StreamUnreadable' && outcome.cause !== 'NewerEvent'

/** Registers every customer of the file, several at once: each has a stream of its own. Answers whether changes may follow. */
export const importCustomers = async (
  { application, tally, problem, step }: Execution,
  file: string,
  importedAt: string
): Promise<boolean> => {
  const { registrations, problems } = await readCustomers(file, importedAt)
  problems.forEach(problem)
  const queue = registrations.values()
  let mayGoOn = true
  const worker = async (): Promise<void> => {
    for (const { path, command } of queue) {
      const outcome = await application.execute(command)
      tally.add(outcome)
      for (const found of inRecord(outcome, path)) problem({ file, ...found })
      step()
      mayGoOn &&= !mustStop(outcome)
      if (!mayGoOn) return
    }
  }
  await Promise.all(Array.from({ length: 16 }, worker))
  return mayGoOn
}

/** What is wrong, at its place in the record; what the command and its data say of the same leaf is said once. */
const inRecord = (outcome: Outcome, record: string): ReadonlyArray<Problem> => {
  const found = describeOutcome(outcome).map((one) => ({ ...one, path: record + pathInRecord(one.path) }))
  return [...new Map(found.map((one) => [`${one.path} ${one.message}`, one])).values()]
}

const pathInRecord = (path: string): string => {
  if (path === 'customerId') return '.id'
  return path.startsWith('data.') ? path.slice('data'.length) : ''
}

/** Executes the changes of the file one after the other: their order is the history. Stops where one has to be tried again. */
export const executeChanges = async (execution: Execution, file: string): Promise<void> => {
  for await (const change of readChanges(file)) {
    if (E.isLeft(change)) execution.problem(change.left)
    else if (mustStop(await executeChange(execution, file, change.right))) return
    execution.step()
  }
}

const executeChange = async (
  { application, tally, problem, note }: Execution,
  file: string,
  change: Change
): Promise<Outcome> => {
  const outcome = await application.execute(change.command)
  // The file's order is the history's, refused attempts included, however fast they come.
  if (outcome.outcome === 'refused' && outcome.recorded === 'queued') await application.settled()
  tally.add(outcome, change)
  const tell = outcome.outcome === 'failed' ? problem : note
  // What a line expects is compared and listed there.
  if (outcome.outcome !== 'failed' && change.expect !== undefined) return outcome
  for (const found of describeOutcome(outcome)) tell({ file, line: change.line, ...found })
  return outcome
}
