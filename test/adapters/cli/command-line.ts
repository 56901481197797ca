import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { exitCode, runCli } from '@accountable/adapters/cli'
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import * as assert from 'uvu/assert'

/** The program, for a process of its own. */
export const main = join(
  dirname(createRequire(import.meta.url).resolve('@accountable/adapters/package.json')),
  'dist/cli/main.js'
)

/** What one command line left behind. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly notes: ReadonlyArray<string>
}

/** Runs a command line where nobody watches, on the day on which the tests were written, with the servers that are named. */
export const runWith = async (
  environment: Readonly<Record<string, string>>,
  ...argv: ReadonlyArray<string>
): Promise<Ran> => {
  let out = ''
  const notes: string[] = []
  const code = await runCli(argv, {
    out: (text) => {
      out += text
    },
    note: (line) => notes.push(line),
    progress: () => {},
    colours: false,
    environment,
    clock: () => Date.parse('2026-11-22T12:00:00.000Z')
  })
  return { code, out, notes }
}

export const run = (...argv: ReadonlyArray<string>): Promise<Ran> => runWith({}, ...argv)

/** What `--json` printed, checked by its public schema. */
export const decoded = <A>(format: t.Type<A, unknown>, { out, notes }: Ran): A => {
  const json = format.decode(out === '' ? undefined : JSON.parse(out))
  if (E.isLeft(json)) throw new Error(`not the format: ${out.slice(0, 200)}\n${notes.join('\n')}`)
  return json.right
}

/** What a command line that succeeds prints with `--json`. */
export const answered = <A>(format: t.Type<A, unknown>, ran: Ran): A => {
  assert.is(ran.code, exitCode.answered, ran.notes.join('\n'))
  return decoded(format, ran)
}
