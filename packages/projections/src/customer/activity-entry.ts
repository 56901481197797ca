import type { Personal, Position } from '@accountable/domain/kernel'
import type { FoundRow } from '../row-version.js'
import type { ActivityRow } from './activity-log.js'
import type { AttemptRow, UnchangedRow } from './attempt-tables.js'
import type { OperationName } from './operation-name.js'
import type { MayBeParked } from './query.js'
import type { WhoAndWhy } from './who-and-why.js'

/** One line of the activity log. */
export interface ActivityEntry extends MayBeParked {
  /** When it took effect, and when the store knew of it; milliseconds since 1970. They differ where somebody reported late. */
  readonly effectiveAt: number
  readonly recordedAt: number
  readonly customerId: string
  /** The customer's name as of then; nothing where it was not registered. */
  readonly customerName: string | null
  /** Microsoft's name. */
  readonly operation: OperationName
  readonly status: 'succeeded' | 'failed'
  /** `changed`: a fact. `refused`, `unchanged`, `summary` (of refusals beyond a hundred an hour): an attempt. */
  readonly entry: 'changed' | 'refused' | 'unchanged' | 'summary'
  /** Of a fact: the field that changed, a JSON pointer into the account; nothing for a registration. */
  readonly field: string | null
  readonly oldValue: Personal<string> | null
  readonly newValue: Personal<string> | null
  /** Of a refusal. */
  readonly rejection: string | null
  readonly codes: ReadonlyArray<string>
  readonly fields: ReadonlyArray<string>
  /** How many commands the line stands for. */
  readonly count: number
  readonly actor: {
    readonly kind: string | null
    readonly id: string | null
    readonly name: Personal<string> | null
    readonly tenantId: string | null
    readonly roles: ReadonlyArray<string>
  }
  readonly reason: {
    readonly code: string
    readonly text: Personal<string> | null
    readonly ticket: string | null
  } | null
  readonly commandId: string
  readonly correlationId: string
  readonly source: string | null
  readonly eventId: string
  readonly position: Position
  /** Of a fact: its revision in the customer's stream, decimal. */
  readonly revision: string | null
}

const commonOf = (
  { from, parkedSince }: FoundRow,
  row: WhoAndWhy & Pick<ActivityRow, 'customerId' | 'customerName' | 'operation' | 'eventId'>
) => ({
  effectiveAt: from.effectiveAt,
  recordedAt: from.recordedAt,
  position: from.position,
  customerId: row.customerId,
  customerName: row.customerName,
  operation: row.operation as OperationName,
  eventId: row.eventId,
  actor: {
    kind: row.actorKind,
    id: row.actorId,
    name: row.actorName,
    tenantId: row.actorTenantId,
    roles: row.actorRoles
  },
  reason: row.reasonCode === null ? null : { code: row.reasonCode, text: row.reasonText, ticket: row.reasonTicket },
  commandId: row.commandId,
  correlationId: row.correlationId,
  source: row.source,
  parkedSince: parkedSince ?? null
})

const noChange = { field: null, oldValue: null, newValue: null, revision: null }

export const entryOfActivity = (version: FoundRow<ActivityRow>): ActivityEntry => {
  const { row } = version
  const { field, oldValue, newValue, revision } = row
  const outcome = { status: 'succeeded', entry: 'changed', rejection: null, codes: [], fields: [], count: 1 } as const
  return { ...commonOf(version, row), ...outcome, field, oldValue, newValue, revision }
}

export const entryOfAttempt = (version: FoundRow<AttemptRow>): ActivityEntry => {
  const { row } = version
  const { entry, rejection, codes, fields, count } = row
  return { ...commonOf(version, row), ...noChange, status: 'failed', entry, rejection, codes, fields, count }
}

export const entryOfUnchanged = (version: FoundRow<UnchangedRow>): ActivityEntry => {
  const outcome = { status: 'succeeded', entry: 'unchanged', rejection: null, codes: [], fields: [], count: 1 } as const
  return { ...commonOf(version, version.row), ...noChange, ...outcome }
}
