import type { ReadModelsRefused, ReadModelsUnavailable } from '@accountable/projections'
import * as TE from 'fp-ts/lib/TaskEither.js'

interface DriverError {
  readonly code?: string
  readonly detail?: string
  readonly table?: string
  readonly column?: string
  readonly constraint?: string
}

/** Something of somebody else's, such as a team's view, stands on what should go; the detail names it. */
const dependentObjects = '2BP01'

/** What a log may say of a driver's error. Of data errors (classes 22 and 23) not the message, which quotes values. */
const describe = (error: unknown): string => {
  const { code = '', detail, table, column, constraint } = (error ?? {}) as DriverError
  const where = [table, column, constraint].filter((name) => name !== undefined).join('.')
  if (/^2[23]/.test(code)) return `SQLSTATE ${code}${where === '' ? '' : ` at ${where}`}`
  const message = error instanceof Error ? error.message : 'unknown error'
  const which = code === dependentObjects && detail !== undefined ? ` (${detail})` : ''
  return code === '' ? message : `${code}: ${message}${which}`
}

/** Data exceptions, values that a column or a check does not take, values too large for an index. */
const refusesRows = /^(22|23502|23514|54000)/
/** Other constraints, which means rows that should not be there; and features, schemas, tables or rights that are missing. */
const refusesStore = /^(0A|23|2F|3D|3F|42|44)/

/** A group's work: an error that the same call would meet again is told apart from those that may be over soon. */
export const attemptWork = <A>(
  group: string,
  work: () => Promise<A>
): TE.TaskEither<ReadModelsUnavailable | ReadModelsRefused, A> =>
  TE.tryCatch(work, (error) => {
    const { code = '' } = (error ?? {}) as DriverError
    const message = describe(error)
    if (refusesRows.test(code)) return { type: 'ReadModelsRefused', group, cause: 'rows', message }
    if (refusesStore.test(code)) return { type: 'ReadModelsRefused', group, cause: 'store', message }
    return { type: 'ReadModelsUnavailable', message }
  })

/** Work on a database as the port wants it: whatever goes wrong, the same call may succeed later. */
export const attempt = <A>(work: () => Promise<A>): TE.TaskEither<ReadModelsUnavailable, A> =>
  TE.tryCatch(work, (error) => ({ type: 'ReadModelsUnavailable', message: describe(error) }))
