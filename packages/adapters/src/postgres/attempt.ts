import type { ReadModelsUnavailable } from '@accountable/projections'
import * as TE from 'fp-ts/lib/TaskEither.js'

interface DriverError {
  readonly code?: string
  readonly table?: string
  readonly column?: string
  readonly constraint?: string
}

/** What a log may say of a driver's error. Of data errors (classes 22 and 23) not the message, which quotes values. */
const describe = (error: unknown): string => {
  const { code = '', table, column, constraint } = (error ?? {}) as DriverError
  const where = [table, column, constraint].filter((name) => name !== undefined).join('.')
  if (/^2[23]/.test(code)) return `SQLSTATE ${code}${where === '' ? '' : ` at ${where}`}`
  const message = error instanceof Error ? error.message : 'unknown error'
  return code === '' ? message : `${code}: ${message}`
}

/** Work on a database as the port wants it: whatever goes wrong, the same call may succeed later. */
export const attempt = <A>(work: () => Promise<A>): TE.TaskEither<ReadModelsUnavailable, A> =>
  TE.tryCatch(work, (error) => ({ type: 'ReadModelsUnavailable', message: describe(error) }))
