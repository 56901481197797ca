import { isJsonObject } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { readChanges } from './changes-file.js'
import type { FileProblem } from './file-problem.js'

/** What a first pass over a changes file tells: how much there is to do, between when and when, and for whom most. */
export interface ChangesSurvey {
  readonly lines: number
  /** ISO 8601, UTC; absent where no line has a time. */
  readonly earliest?: string
  readonly latest?: string
  readonly busiestCustomer?: string
}

const instantOf = (command: unknown): number =>
  isJsonObject(command) && typeof command['issuedAt'] === 'string' ? Date.parse(command['issuedAt']) : Number.NaN

const customerOf = (command: unknown): string | undefined =>
  isJsonObject(command) && typeof command['customerId'] === 'string' ? command['customerId'].toLowerCase() : undefined

/** Reads a changes file once and keeps counts only; a file that cannot be read to its end is a problem. */
export const surveyChanges = async (file: string): Promise<E.Either<FileProblem, ChangesSurvey>> => {
  let lines = 0
  let earliest = Number.POSITIVE_INFINITY
  let latest = Number.NEGATIVE_INFINITY
  const counts = new Map<string, number>()
  for await (const change of readChanges(file)) {
    // What is wrong with a line is said when its turn comes.
    if (E.isLeft(change) && change.left.line === undefined) return change
    lines += 1
    if (E.isLeft(change)) continue
    const instant = instantOf(change.right.command)
    if (!Number.isNaN(instant)) {
      earliest = Math.min(earliest, instant)
      latest = Math.max(latest, instant)
    }
    const customer = customerOf(change.right.command)
    if (customer !== undefined) counts.set(customer, (counts.get(customer) ?? 0) + 1)
  }
  const [busiest] = [...counts].toSorted(([, a], [, b]) => b - a)
  return E.right({
    lines,
    ...(Number.isFinite(earliest) ? { earliest: new Date(earliest).toISOString() } : {}),
    ...(Number.isFinite(latest) ? { latest: new Date(latest).toISOString() } : {}),
    ...(busiest === undefined ? {} : { busiestCustomer: busiest[0] })
  })
}
