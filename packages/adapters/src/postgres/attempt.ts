import type { ReadModelsUnavailable } from '@accountable/projections'
import * as TE from 'fp-ts/lib/TaskEither.js'

/** What a log may say of a driver's error. Of data errors only the code: their messages quote values. */
const describe = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  if (/^2[23]/.test(code)) return `SQLSTATE ${code}`
  const message = error instanceof Error ? error.message : 'unknown error'
  return code === '' ? message : `${code}: ${message}`
}

/** Work on a database as the port wants it: whatever goes wrong, the same call may succeed later. */
export const attempt = <A>(work: () => Promise<A>): TE.TaskEither<ReadModelsUnavailable, A> =>
  TE.tryCatch(work, (error) => ({ type: 'ReadModelsUnavailable', message: describe(error) }))
