import { isJsonObject } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { Expectation } from './expectation.js'
import { type FileProblem, unreadableFile } from './file-problem.js'
import { linesOf } from './lines-of.js'

/** A line of a changes file: a command, as yet undecoded, and what is expected of it. */
export interface Change {
  readonly line: number
  readonly command: unknown
  readonly expect?: Expectation
}

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
  if (!isJsonObject(json)) return problem(file, line, '', 'WrongType', 'expected a JSON object')
  if (!('command' in json)) return E.right({ line, command: json })
  if (!('expect' in json)) return E.right({ line, command: json['command'] })
  const expect = Expectation.decode(json['expect'])
  if (E.isRight(expect) && isJsonObject(json['expect'])) {
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
