import { customerStream } from '@accountable/domain/customer'
import type { ReadModelStore } from '../read-model-store.js'
import type { RowVersion } from '../row-version.js'
import type { Comparable, Condition, Selection } from '../selection.js'
import { type ActivityEntry, entryOfActivity, entryOfAttempt, entryOfUnchanged } from './activity-entry.js'
import { type ActivityRow, activityLog, activityTable } from './activity-log.js'
import {
  type AttemptFieldRow,
  type AttemptRow,
  attemptFieldTable,
  attemptTable,
  type UnchangedRow,
  unchangedTable
} from './attempt-tables.js'
import { attempts } from './attempts.js'
import { cursorOf, valuesOf } from './cursor.js'
import { customerDirectory } from './customer-directory.js'
import { namesOnRecord } from './names-on-record.js'
import type { OperationName } from './operation-name.js'
import { at, awaitToken, type Listed, newestFirst, type QueryOptions, select } from './query.js'
import { momentOf } from './query-arguments.js'
import { type Answer, answer } from './query-failure.js'

export interface ActivityQuery extends QueryOptions {
  /** From the beginning of this day (UTC) or this time on, effective time, inclusive. */
  readonly from?: string
  /** Up to the end of this day (UTC) or this time, inclusive. */
  readonly until?: string
  readonly customerId?: string
  /** Part of a company's name as of then; case, accents and widths do not matter. */
  readonly company?: string
  readonly operation?: OperationName
  /** The actor's id. */
  readonly actor?: string
  /** A JSON pointer into the account, such as `/billingProfile/email`. */
  readonly field?: string
  readonly status?: 'succeeded' | 'failed'
  /** Also entries of commands that found everything so already. */
  readonly unchanged?: boolean
  /** 50 if not given. */
  readonly limit?: number
  readonly after?: string
}

/** The properties that the logs have in common and are asked for. */
type Asked = 'customerId' | 'customerSearchKey' | 'operation' | 'actorId'
type CommonCondition = Condition<Pick<ActivityRow & AttemptRow & UnchangedRow & AttemptFieldRow, Asked>>

const order: Selection['order'] = [
  { property: 'effectiveAt', descending: true },
  { property: 'position', descending: true },
  { property: 'ordinal', descending: true }
]

const place = ({ from, ordinal }: RowVersion): ReadonlyArray<Comparable> => [from.effectiveAt, from.position, ordinal]

const commonConditions = async (
  store: ReadModelStore,
  query: ActivityQuery
): Promise<ReadonlyArray<CommonCondition>> => {
  const { from, until, customerId, company, operation, actor } = query
  return [
    ...(from === undefined ? [] : [{ property: 'effectiveAt' as const, from: momentOf(from, 'from', false) }]),
    ...(until === undefined ? [] : [{ property: 'effectiveAt' as const, before: momentOf(until, 'until', true) + 1 }]),
    ...(customerId === undefined ? [] : [{ property: 'customerId' as const, is: customerId }]),
    ...(operation === undefined ? [] : [{ property: 'operation' as const, is: operation }]),
    ...(actor === undefined ? [] : [{ property: 'actorId' as const, is: actor }]),
    ...(company === undefined ? [] : await namesOnRecord(store, company))
  ]
}

/** Newest first, facts and attempts together; a page never repeats or loses a line, whatever happens meanwhile. */
export const activityQuery = (store: ReadModelStore, query: ActivityQuery): Promise<Answer<Listed<ActivityEntry>>> =>
  answer(async () => {
    const { customerId, field, status, unchanged = false, limit = 50, after } = query
    const wantsFacts = status !== 'failed'
    const wantsRefusals = status !== 'succeeded'
    const wantsUnchanged = unchanged && wantsFacts && field === undefined // what was so already names no field
    const names = [
      ...(wantsFacts ? [activityLog.name] : []),
      ...(wantsRefusals || wantsUnchanged ? [attempts.name] : []),
      ...(query.company === undefined ? [] : [customerDirectory.name]) // it knows the names, and may be elsewhere
    ]
    await awaitToken(store, names, query, customerId === undefined ? [] : [customerStream(customerId)])
    const common = await commonConditions(store, query)
    const page = {
      order,
      limit: limit + 1,
      ...(after === undefined ? {} : { after: valuesOf(after, ['number', 'position', 'number']) })
    }

    const facts = async () => {
      const where: ReadonlyArray<Condition<ActivityRow>> =
        field === undefined ? common : [...common, { property: 'field', is: field }]
      const found = await select(store, activityTable, at({ where, ...page }, query))
      return found.map((version) => ({ version, entry: entryOfActivity(version) }))
    }
    const refusals = async () => {
      const wanted = field === undefined ? at({ where: common, ...page }, query) : await thoseNaming(field)
      const found = await select(store, attemptTable, wanted)
      return found.map((version) => ({ version, entry: entryOfAttempt(version) }))
    }
    /** The page's refusals that named the field, which a table of its own knows. */
    const thoseNaming = async (named: string): Promise<Selection<AttemptRow>> => {
      const where: ReadonlyArray<Condition<AttemptFieldRow>> = [...common, { property: 'field', is: named }]
      const found = await select(store, attemptFieldTable, at({ where, ...page }, query))
      const positions = found.map(({ from }) => from.position)
      // All of them, so that no order is needed: one would be looked up in an index, row by row.
      return { where: [{ property: 'position', isOneOf: positions }], order: [], limit: positions.length }
    }
    const alreadySo = async () => {
      const found = await select(store, unchangedTable, at({ where: common, ...page }, query))
      return found.map((version) => ({ version, entry: entryOfUnchanged(version) }))
    }
    const all = await Promise.all([
      wantsFacts ? facts() : [],
      wantsRefusals ? refusals() : [],
      wantsUnchanged ? alreadySo() : []
    ])
    const found = all.flat().toSorted((a, b) => newestFirst(a.version, b.version))
    const rows = found.slice(0, limit).map(({ entry }) => entry)
    const last = found[limit - 1]
    return found.length > limit && last !== undefined ? { rows, next: cursorOf(place(last.version)) } : { rows }
  })
