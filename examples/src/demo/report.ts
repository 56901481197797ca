import type { FileProblem } from '@accountable/adapters/import'
import type { CustomerAccount } from '@accountable/domain/customer'
import type { Personal } from '@accountable/domain/kernel'
import type { ActivityEntry, OperationName } from '@accountable/projections/customer'
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
