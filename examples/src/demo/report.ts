import type { CustomerAccount } from '@accountable/domain/customer'
import { formatPosition, type Personal } from '@accountable/domain/kernel'
import type {
  AccountPage,
  ActivityEntry,
  Answer,
  CustomerQueries,
  Listed,
  ListedPermission,
  OperationName,
  QueryFailure
} from '@accountable/projections/customer'
import type { FileProblem } from './file-problem.js'
import type { Counts, UnexpectedLine } from './tally.js'

/** The Account page. Times are ISO 8601, UTC; positions `commit:prepare`; revisions decimal: plain JSON throughout. */
export interface ReportedAccount {
  readonly account: CustomerAccount
  readonly revision: string
  readonly effectiveAt: string
  readonly recordedAt: string
  readonly position: string
}

/** One row of the activity log: a field that changed, a registration, or a refused attempt. */
export interface ReportedActivity {
  readonly at: string
  readonly recordedAt: string
  readonly customerId: string
  readonly customer: string | null
  readonly operation: OperationName
  readonly field: string | null
  readonly old: Personal<string> | null
  readonly new: Personal<string> | null
  readonly partnerUser: Personal<string> | null
  readonly actor: ActivityEntry['actor']
  readonly reason: ActivityEntry['reason']
  readonly status: 'succeeded' | 'failed'
  readonly rejection: string | null
  readonly codes: ReadonlyArray<string>
  readonly fields: ReadonlyArray<string>
  readonly commandId: string
  readonly correlationId: string
  readonly revision: string | null
  readonly position: string
}

/** A permission that held at the moment asked for. */
export interface ReportedPermission {
  readonly customerId: string
  readonly customer: string | null
  readonly resource: string
  readonly since: string | null
  readonly grantedBy: Personal<string> | null
  readonly reason: ActivityEntry['reason']
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
  readonly account: ReportedAccount | null
  /** Of that customer, oldest first. */
  readonly activityLog: ReadonlyArray<ReportedActivity>
  readonly permissions: { readonly asOf: string; readonly held: ReadonlyArray<ReportedPermission> }
}

/** The read models could not answer; in one line, for a person. */
export class ReadModelsBehind extends Error {}

const described = (failure: QueryFailure): string => {
  switch (failure.type) {
    case 'NotReached':
      return `the read models are late: ${failure.projection} has reached ${failure.reached === undefined ? 'nothing' : formatPosition(failure.reached)}`
    case 'ProjectionFrozen':
      return `the read model ${failure.projection} is of another version, which nobody runs`
    case 'CustomerParked':
      return `an event of ${failure.streamName} could not be read: ${failure.parked.reason.message}`
    case 'ReadModelsUnavailable':
      return `the read models do not answer: ${failure.message}`
    case 'InvalidToken':
      return 'expected a position: commit:prepare'
    case 'InvalidQuery':
      return failure.argument === 'asOf'
        ? '--as-of: expected a date, or a date-time with its offset'
        : `${failure.argument}: not understood`
  }
}

const answered = <A>(answer: Answer<A>): A => {
  if (answer.outcome === 'answered') return answer.value
  throw new ReadModelsBehind(described(answer.failure))
}

const allRows = async <A>(
  page: (after: { readonly after?: string }) => Promise<Answer<Listed<A>>>
): Promise<ReadonlyArray<A>> => {
  const rows: A[] = []
  for (let after: { readonly after?: string } | undefined = {}; after !== undefined; ) {
    const { rows: more, next }: Listed<A> = answered(await page(after))
    rows.push(...more)
    after = next === undefined ? undefined : { after: next }
  }
  return rows
}

const iso = (time: number): string => new Date(time).toISOString()

const reportedAccount = ({ account, revision, effectiveAt, recordedAt, position }: AccountPage): ReportedAccount => ({
  account,
  revision,
  effectiveAt: iso(effectiveAt),
  recordedAt: iso(recordedAt),
  position: formatPosition(position)
})

const reportedActivity = (entry: ActivityEntry): ReportedActivity => ({
  at: iso(entry.effectiveAt),
  recordedAt: iso(entry.recordedAt),
  customerId: entry.customerId,
  customer: entry.customerName,
  operation: entry.operation,
  field: entry.field,
  old: entry.oldValue,
  new: entry.newValue,
  partnerUser: entry.actor.name ?? entry.actor.id,
  actor: entry.actor,
  reason: entry.reason,
  status: entry.status,
  rejection: entry.rejection,
  codes: entry.codes,
  fields: entry.fields,
  commandId: entry.commandId,
  correlationId: entry.correlationId,
  revision: entry.revision,
  position: formatPosition(entry.position)
})

const reportedPermission = ({ customerId, companyName, resource, grant }: ListedPermission): ReportedPermission => ({
  customerId,
  customer: companyName,
  resource,
  since: grant === null ? null : iso(grant.at),
  grantedBy: grant?.actorName ?? grant?.actorId ?? null,
  reason: grant?.reason ?? null
})

/** What the read models know, once they have reached `position`. */
export const readReport = async (
  queries: CustomerQueries,
  wanted: { readonly customerId: string | undefined; readonly asOf: string; readonly position: string | undefined }
): Promise<Pick<DemoReport, 'account' | 'activityLog' | 'permissions'>> => {
  const { asOf, position } = wanted
  const customerId = wanted.customerId?.toLowerCase()
  const options = position === undefined ? {} : { atLeast: { position, timeout: 60_000 } }
  const held = await allRows((after) => queries.purchasePermissions({ ...options, ...after, asOf, limit: 500 }))
  const permissions = { asOf, held: held.map(reportedPermission) }
  if (customerId === undefined) return { account: null, activityLog: [], permissions }
  const account = answered(await queries.account(customerId, options))
  const log = await allRows((after) => queries.activityLog({ ...options, ...after, customerId, limit: 500 }))
  return {
    account: account === undefined ? null : reportedAccount(account),
    activityLog: log.map(reportedActivity).toReversed(),
    permissions
  }
}
