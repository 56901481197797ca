import type {
  AccountPage,
  ActivityLogEntry,
  Answer,
  CustomerQueries,
  PermissionInterval
} from '@accountable/projections/customer'
import type { FileProblem } from './file-problem.js'
import type { Counts, UnexpectedLine } from './tally.js'

/** A permission with the name of the customer who holds it, as of then. */
export interface HeldPermission extends PermissionInterval {
  readonly customerName: string | null
}

/** Everything that the demo prints, as data: what `--json` prints. */
export interface DemoReport {
  readonly stores: string
  readonly counts: Counts
  readonly lines: {
    readonly asExpected: number
    readonly of: number
    readonly others: ReadonlyArray<UnexpectedLine>
  }
  /** What this run added to the history: nothing, when it is run again. */
  readonly added: { readonly events: number; readonly attempts: number }
  /** Refused commands that are in no attempt stream. */
  readonly attemptsNotRecorded: number
  readonly problems: ReadonlyArray<FileProblem>
  readonly notes: ReadonlyArray<FileProblem>
  readonly account: AccountPage | null
  /** Of that customer, oldest first. */
  readonly activityLog: ReadonlyArray<ActivityLogEntry>
  readonly permissions: { readonly asOf: string; readonly held: ReadonlyArray<HeldPermission> }
}

/** The read models could not answer; in one line, for a person. */
export class ReadModelsBehind extends Error {}

const answered = <A>(answer: Answer<A>): A => {
  if (answer.answered) return answer.value
  const { error } = answer
  switch (error.type) {
    case 'AtLeastTimeout':
      throw new ReadModelsBehind(`the read models are late: they have reached ${error.reached ?? 'nothing'}`)
    case 'CustomerParked':
      throw new ReadModelsBehind(`the events of customer ${error.customerId} could not be read`)
    case 'ReadModelsUnavailable':
      throw new ReadModelsBehind(`the read models do not answer: ${error.message}`)
    case 'InvalidQuery':
      throw new ReadModelsBehind(`${error.problem.path}: ${error.problem.message}`)
  }
}

const allPages = async <A>(
  page: (cursor: { cursor?: string }) => Promise<Answer<{ items: ReadonlyArray<A>; next: string | undefined }>>
): Promise<ReadonlyArray<A>> => {
  const items: A[] = []
  let cursor: string | undefined
  do {
    const { items: more, next } = answered(await page(cursor === undefined ? {} : { cursor }))
    items.push(...more)
    cursor = next
  } while (cursor !== undefined)
  return items
}

/** What the read models know, once they have reached `position`. */
export const readReport = async (
  queries: CustomerQueries,
  wanted: { readonly customerId: string | undefined; readonly asOf: string; readonly position: string | undefined }
): Promise<Pick<DemoReport, 'account' | 'activityLog' | 'permissions'>> => {
  const { customerId, asOf, position } = wanted
  const options = position === undefined ? {} : { atLeast: { position, timeout: 60_000 } }
  const moment = { asOf: { effectiveAt: asOf } }
  const account = customerId === undefined ? undefined : answered(await queries.account(customerId, options))
  const log =
    customerId === undefined
      ? []
      : await allPages((cursor) => queries.activityLog({ customerId, limit: 1_000, ...cursor }, options))
  const held = await allPages((cursor) =>
    queries.purchasePermissions({ limit: 1_000, ...cursor }, { ...options, ...moment })
  )
  const directory = await allPages((cursor) =>
    queries.directory({ limit: 1_000, ...cursor }, { ...options, ...moment })
  )
  const names = new Map(directory.map((entry) => [entry.customerId, entry.companyName]))
  return {
    account: account ?? null,
    activityLog: [...log].reverse(),
    permissions: {
      asOf,
      held: held.map((permission) => ({ ...permission, customerName: names.get(permission.customerId) ?? null }))
    }
  }
}
