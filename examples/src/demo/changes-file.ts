import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { type FileProblem, unreadableFile } from './file-problem.js'
import { linesOf } from './lines-of.js'

/** What a line says that `execute` must answer; what is absent is not compared. */
export const Expectation = t.partial({
  outcome: t.string,
  revision: t.string,
  replayed: t.boolean,
  rejection: t.string,
  codes: t.array(t.string)
})
export type Expectation = t.TypeOf<typeof Expectation>

/** A line of a changes file: a command, as yet undecoded, and what is expected of it. */
export interface Change {
  readonly line: number
  readonly command: unknown
  readonly expect?: Expectation
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const problem = (
  file: string,
  line: number,
  path: string,
  code: string,
  message: string
): E.Either<FileProblem, never> => E.left({ file, line, path, code, message })

const readLine = (file: string, line: number, text: string | undefined): E.Either<FileProblem, Change> => {
  if (text === undefined) return problem(file, line, '', 'Unreadable', 'expected at most 512 KiB of UTF-8')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return problem(file, line, '', 'NotJson', 'expected a JSON object')
  }
  if (!isObject(json)) return problem(file, line, '', 'WrongType', 'expected a JSON object')
  if (!('command' in json)) return E.right({ line, command: json })
  if (!('expect' in json)) return E.right({ line, command: json['command'] })
  const expect = Expectation.decode(json['expect'])
  if (E.isRight(expect) && isObject(json['expect'])) {
    return E.right({ line, command: json['command'], expect: expect.right })
  }
  const key = E.isLeft(expect) ? expect.left[0]?.context.at(-1)?.key : ''
  return problem(file, line, key ? `expect.${key}` : 'expect', 'WrongType', 'expected what `execute` must answer')
}

/** The lines of a changes file, in order; blank ones are passed over, and what is no change is a problem at its line. */
export async function* readChanges(file: string): AsyncGenerator<E.Either<FileProblem, Change>> {
  try {
    for await (const { number, text } of linesOf(file)) {
      const line = number === 1 ? text?.replace(/^\uFEFF/, '') : text
      if (line === undefined || line.trim() !== '') yield readLine(file, number, line)
    }
  } catch (error) {
    yield E.left(unreadableFile(file, error))
  }
}

/** What a first pass over a changes file tells: how much there is to do, between when and when, and for whom most. */
export interface ChangesSurvey {
  readonly lines: number
  /** ISO 8601, UTC; absent where no line has a time. */
  readonly earliest?: string
  readonly latest?: string
  readonly busiestCustomer?: string
}

const instantOf = (command: unknown): number =>
  isObject(command) && typeof command['issuedAt'] === 'string' ? Date.parse(command['issuedAt']) : Number.NaN

const customerOf = (command: unknown): string | undefined =>
  isObject(command) && typeof command['customerId'] === 'string' ? command['customerId'].toLowerCase() : undefined

/** Reads a changes file once and keeps counts only. */
export const surveyChanges = async (file: string): Promise<ChangesSurvey> => {
  let lines = 0
  let earliest = Number.POSITIVE_INFINITY
  let latest = Number.NEGATIVE_INFINITY
  const counts = new Map<string, number>()
  for await (const change of readChanges(file)) {
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
  return {
    lines,
    ...(Number.isFinite(earliest) ? { earliest: new Date(earliest).toISOString() } : {}),
    ...(Number.isFinite(latest) ? { latest: new Date(latest).toISOString() } : {}),
    ...(busiest === undefined ? {} : { busiestCustomer: busiest[0] })
  }
}
