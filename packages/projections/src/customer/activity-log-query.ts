import { comparePositions, formatPosition, type Personal } from '@accountable/domain/kernel'
import type { RowVersion } from '../row-version.js'
import type { Condition } from '../selection.js'
import { type ActivityLogRow, activityLog } from './activity-log.js'
import { type AttemptRow, attempts } from './attempts.js'
import { cursorAfter } from './cursor.js'
import { parseInstant } from './moment.js'
import { type Operation, operations } from './operations.js'
import { instantOf, type Page, pageSize, pageStart, type Steps } from './query.js'
import { foldName } from './search-key.js'

/** What the log is asked for; everything left out is not asked. */
export interface ActivityLogFilter {
  /** Effective time, both inclusive; a bare date begins at its first and ends at its last moment, UTC. */
  readonly from?: string
  readonly to?: string
  readonly customerId?: string
  /** Part of the company's name as of then; letter case and accents do not matter. */
  readonly company?: string
  readonly operation?: Operation
  readonly actorId?: string
  /** A pointer into the account. Attempts change no field and are left out then. */
  readonly field?: string
  /** `failed` are refused commands, `unchanged` those that found everything so already; the latter only on request. */
  readonly status?: 'succeeded' | 'failed' | 'unchanged'
  readonly includeUnchanged?: boolean
  readonly limit?: number
  readonly cursor?: string
}

/** One line of the log: a field that changed, or a command that changed nothing. */
export interface ActivityLogEntry {
  /** ISO 8601, UTC. */
  readonly effectiveAt: string
  readonly recordedAt: string
  /** `commit:prepare`. */
  readonly position: string
  readonly customerId: string
  readonly customerName: string | null
  readonly operation: string
  /** The operation in words. */
  readonly action: string
  readonly field: string | null
  readonly from: Personal<string> | null
  readonly to: Personal<string> | null
  readonly status: 'succeeded' | 'failed' | 'unchanged'
  readonly rejection: string | null
  /** Codes that the refusal names, and its fields. */
  readonly codes: ReadonlyArray<string>
  readonly fields: ReadonlyArray<string>
  readonly actor: {
    readonly kind: string | null
    readonly id: string | null
    readonly userPrincipalName: Personal<string> | null
    readonly roles: ReadonlyArray<string>
  }
  readonly reason: {
    readonly code: string | null
    readonly text: Personal<string> | null
    readonly ticket: string | null
  }
  readonly commandId: string
  readonly correlationId: string
  /** How many commands the line stands for. */
  readonly count: number
}

type Version = RowVersion<ActivityLogRow> | RowVersion<AttemptRow>

const newestFirst = [
  { property: 'effectiveAt', descending: true },
  { property: 'position', descending: true },
  { property: 'ordinal', descending: true }
] as const

const conditions = (filter: ActivityLogFilter): ReadonlyArray<Condition> => [
  ...(filter.from === undefined
    ? []
    : [{ property: 'effectiveAt', from: instantOf('from', filter.from, (text) => startOf(text)) } as const]),
  ...(filter.to === undefined
    ? []
    : [{ property: 'effectiveAt', before: instantOf('to', filter.to, parseInstant) + 1 } as const]),
  ...(filter.customerId === undefined ? [] : [{ property: 'customerId', is: filter.customerId.toLowerCase() }]),
  ...(filter.company === undefined ? [] : [{ property: 'searchKey', contains: foldName(filter.company) }]),
  ...(filter.operation === undefined ? [] : [{ property: 'operation', is: filter.operation }]),
  ...(filter.actorId === undefined ? [] : [{ property: 'actorId', is: filter.actorId }])
]

const startOf = (text: string): number | undefined => (parseInstant(text) === undefined ? undefined : Date.parse(text))

/** Which outcomes of attempts are wanted. */
const outcomes = ({ status, field, includeUnchanged }: ActivityLogFilter): ReadonlyArray<string> => {
  if (field !== undefined || status === 'succeeded') return []
  if (status === 'unchanged') return ['unchanged']
  const failed = ['refused', 'summarised']
  return status === undefined && includeUnchanged === true ? [...failed, 'unchanged'] : failed
}

const inOrder = (a: Version, b: Version): number =>
  b.from.effectiveAt - a.from.effectiveAt || comparePositions(b.from.position, a.from.position) || b.ordinal - a.ordinal

const iso = (time: number): string => new Date(time).toISOString()

const entryOf = ({ row, from }: Version): ActivityLogEntry => ({
  effectiveAt: iso(from.effectiveAt),
  recordedAt: iso(from.recordedAt),
  position: formatPosition(from.position),
  customerId: row.customerId,
  customerName: row.customerName,
  operation: row.operation,
  action: operations[row.operation as Operation] ?? operations.unknown,
  ...('path' in row
    ? {
        field: row.path,
        from: row.from,
        to: row.to,
        status: 'succeeded',
        rejection: null,
        codes: [],
        fields: [],
        count: 1
      }
    : {
        field: null,
        from: null,
        to: null,
        status: row.outcome === 'unchanged' ? 'unchanged' : 'failed',
        rejection: row.rejection,
        codes: row.codes,
        fields: row.fields,
        count: row.count
      }),
  actor: { kind: row.actorKind, id: row.actorId, userPrincipalName: row.userPrincipalName, roles: row.actorRoles },
  reason: { code: row.reasonCode, text: row.reasonText, ticket: row.ticket },
  commandId: row.commandId,
  correlationId: row.correlationId
})

/** Both projections as one list, newest first; its cursor stays valid while the log grows. */
export const selectActivityLog = async (
  { rows, asOf }: Steps,
  filter: ActivityLogFilter
): Promise<Page<ActivityLogEntry>> => {
  const limit = pageSize(filter.limit)
  const after = pageStart(filter.cursor, ['number', 'object', 'number'])
  const where = conditions(filter)
  const wanted = outcomes(filter)
  const common = { order: newestFirst, limit: limit + 1, asOf, ...(after === undefined ? {} : { after }) }
  const changes: Promise<ReadonlyArray<Version>> =
    filter.status === 'failed' || filter.status === 'unchanged'
      ? Promise.resolve([])
      : rows(activityLog.tables.log, {
          ...common,
          where: [
            ...where,
            ...(filter.field === undefined ? [] : [{ property: 'path', is: filter.field }])
          ] as ReadonlyArray<Condition<ActivityLogRow>>
        })
  const refusals: Promise<ReadonlyArray<Version>> =
    wanted.length === 0
      ? Promise.resolve([])
      : rows(attempts.tables.attempt, {
          ...common,
          where: [...where, { property: 'outcome', isOneOf: wanted }] as ReadonlyArray<Condition<AttemptRow>>
        })
  const found = (await Promise.all([changes, refusals])).flat().sort(inOrder)
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(entryOf),
    next:
      found.length > limit && last !== undefined
        ? cursorAfter([last.from.effectiveAt, last.from.position, last.ordinal])
        : undefined
  }
}
