import { formatPosition } from '@accountable/domain/kernel'
import type {
  AccountPage,
  ActivityEntry,
  Answer,
  CustomerQueries,
  Listed,
  ListedPermission,
  QueryFailure
} from '@accountable/projections/customer'
import type { DemoReport, ReportedAccount, ReportedActivity, ReportedPermission } from './report.js'

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
      return `${failure.path === 'asOf' ? '--as-of' : failure.path}: ${failure.message}`
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
