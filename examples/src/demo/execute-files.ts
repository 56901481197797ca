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

/** Registers every customer of the file, several at once: each has a stream of its own. */
export const importCustomers = async (
  { application, tally, problem, step }: Execution,
  file: string,
  importedAt: string
): Promise<void> => {
  const { commands, problems } = await readCustomers(file, importedAt)
  problems.forEach(problem)
  const queue = commands.entries()
  const worker = async (): Promise<void> => {
    for (const [index, command] of queue) {
      const outcome = await application.execute(command)
      tally.add(outcome)
      for (const found of inRecord(outcome)) problem({ file, ...found, path: `items.${index}${found.path}` })
      step()
    }
  }
  await Promise.all(Array.from({ length: 16 }, worker))
}

const inRecord = (outcome: Outcome): ReadonlyArray<Problem> =>
  describeOutcome(outcome).map((found) => ({ ...found, path: recordPath(found.path) }))

const recordPath = (path: string): string => {
  if (path === 'customerId') return '.id'
  return path.startsWith('data.') ? path.slice('data'.length) : ''
}

/** Executes the changes of the file one after the other: their order is the history. */
export const executeChanges = async (execution: Execution, file: string): Promise<void> => {
  for await (const change of readChanges(file)) {
    if (E.isLeft(change)) execution.problem(change.left)
    else await executeChange(execution, file, change.right)
    execution.step()
  }
}

const executeChange = async (
  { application, tally, problem, note }: Execution,
  file: string,
  change: Change
): Promise<void> => {
  const outcome = await application.execute(change.command)
  // The file's order is the history's, refused attempts included, however fast they come.
  if (outcome.outcome === 'refused' && outcome.recorded === 'queued') await application.settled()
  tally.add(outcome, change)
  const tell = outcome.outcome === 'failed' ? problem : note
  // What a line expects is compared and listed there.
  if (outcome.outcome !== 'failed' && change.expect !== undefined) return
  for (const found of describeOutcome(outcome)) tell({ file, line: change.line, ...found })
}
