import type * as t from 'io-ts'

/**
 * One thing wrong with an input. `path` is dotted and made of the codec's own keys, never of the input's; `code` is for
 * programs; `message` says what was expected and never quotes what was submitted.
 */
export interface Problem {
  readonly path: string
  readonly code: string
  readonly message: string
}

/** Codecs of this library fail with `Code|what was expected`; io-ts's own failures carry no message, their codec has a name. */
const parts = ({ message, value, context }: t.ValidationError): { code: string; message: string } => {
  const bar = message?.indexOf('|') ?? -1
  return message === undefined || bar < 0
    ? {
        code: value === undefined || value === null ? 'Required' : 'WrongType',
        message: `expected ${context.at(-1)?.type.name ?? 'a value of another type'}`
      }
    : { code: message.slice(0, bar), message: `expected ${message.slice(bar + 1)}` }
}

const pathOf = (context: t.Context): string =>
  context
    .map(({ key }) => key)
    .filter((key) => key !== '')
    .join('.')

/** io-ts errors as problems, every one of them, in the codec's order and each path once. */
export const problemsOf = (errors: t.Errors): ReadonlyArray<Problem> => {
  const problems = new Map<string, Problem>()
  for (const error of errors) {
    const path = pathOf(error.context)
    if (!problems.has(path)) problems.set(path, { path, ...parts(error) })
  }
  return [...problems.values()]
}
