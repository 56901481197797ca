import type { CustomerApplication, Outcome } from '@accountable/domain/application'
import type { Problem } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { CustomerRecord } from './customers-file.js'
import type { FileProblem } from './file-problem.js'
import type { ImportSources } from './import-sources.js'
import { customerIdOf, type ImportedLine, mustStop } from './imported-line.js'
import { outcomeProblems } from './outcome-problems.js'
import { type Registering, registrationOf } from './registration.js'

const pathInRecord = (path: string): string => {
  if (path === 'customerId') return '.id'
  return path.startsWith('data.') ? path.slice('data'.length) : ''
}

/** What is wrong, at its place in the record; what the command and its data say of the same leaf is said once. */
const inRecord = (outcome: Outcome, record: string): ReadonlyArray<Problem> => {
  const found = outcomeProblems(outcome).map((one) => ({ ...one, path: record + pathInRecord(one.path) }))
  return [...new Map(found.map((one) => [`${one.path} ${one.message}`, one])).values()]
}

/** So many customers are registered at once: each has a stream of its own. */
const atOnce = 16

/** Registers records, several at once, and answers them in the order of their file. */
export async function* importCustomers(
  application: CustomerApplication,
  { file, records }: NonNullable<ImportSources['customers']>,
  registering: Registering
): AsyncGenerator<ImportedLine> {
  const register = async (read: E.Either<FileProblem, CustomerRecord>): Promise<ImportedLine> => {
    if (E.isLeft(read)) return { file, path: read.left.path, problems: [read.left] }
    const { path, record } = read.right
    const outcome = await application.execute(registrationOf(read.right, registering))
    const problems = inRecord(outcome, path).map((problem) => ({ file, ...problem }))
    return { file, path, ...customerIdOf(record, 'id'), outcome, problems }
  }
  const waiting = records.values()
  const running: Array<Promise<ImportedLine>> = []
  let stopped = false
  const start = (): void => {
    const next = stopped ? undefined : waiting.next()
    if (next !== undefined && !next.done) running.push(register(next.value))
  }
  for (let started = 0; started < atOnce; started += 1) start()
  try {
    for (let first = running.shift(); first !== undefined; first = running.shift()) {
      const registered = await first
      stopped ||= mustStop(registered.outcome)
      start()
      yield registered
    }
  } finally {
    await Promise.allSettled(running)
  }
}
