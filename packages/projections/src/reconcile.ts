import { comparePositions, type Position, type StoredEvent } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { Decode } from './arrival.js'
import { isSameVersion } from './assign-groups.js'
import type { Findings } from './engine-signal.js'
import type { EventFeed } from './event-feed.js'
import { handledEvents, type Reached, reachedBy } from './handled-events.js'
import { type Counts, type Miscount, miscountsIn, settled } from './miscounts.js'
import { orThrow } from './or-throw.js'
import type { AnyRecordedEvent, Projection, Recount } from './projection.js'
import type { ReadModelStore } from './read-model-store.js'
import { type RowMiscount, type Tallies, tally, tallyRows } from './recount-rows.js'
import { streamOwner } from './stream-owner.js'

export interface Reconciliation {
  readonly streams: number
  readonly events: number
  readonly miscounts: ReadonlyArray<Miscount>
  /** Of the projections whose rows were to be counted. */
  readonly rowMiscounts: ReadonlyArray<RowMiscount>
}

/** The projections of a group whose rows are to be counted too, where they say what must be there (`recount`). */
export interface CountedRows<Recorded extends AnyRecordedEvent> {
  readonly decode: Decode<Recorded>
  readonly projections: ReadonlyArray<Projection<Recorded>>
}

/** Some tables of a projection, and the rows that must be in them. */
interface Expected<Recorded extends AnyRecordedEvent> {
  readonly projection: Projection<Recorded>
  readonly recount: Recount<Recorded>
  readonly rows: Tallies
}

const expectedOf = async <Recorded extends AnyRecordedEvent>(
  store: ReadModelStore,
  group: string,
  projections: ReadonlyArray<Projection<Recorded>>
): Promise<ReadonlyArray<Expected<Recorded>>> => {
  const members = orThrow(await store.members()())
  return projections
    .filter((one) => members.some((member) => member.group === group && isSameVersion(member, one)))
    .flatMap((projection) =>
      (projection.recount ?? []).map((recount) => ({ projection, recount, rows: new Map() as Tallies }))
    )
}

/** Events by stream, of customers alone. What must be in rows goes to `expected`. */
const count = async <Recorded extends AnyRecordedEvent>(
  events: AsyncIterable<StoredEvent>,
  waiting: Findings,
  decode: Decode<Recorded> | undefined,
  expected: ReadonlyArray<Expected<Recorded>>
): Promise<Counts> => {
  const byStream: Counts = new Map()
  for await (const stored of events) {
    const { streamName, revision, position } = stored
    const { kind, customerId } = streamOwner(streamName)
    if (kind === 'customer') byStream.set(streamName, (byStream.get(streamName) ?? 0) + 1)
    const waitsFrom = waiting.get(streamName)?.parked?.revision
    if (decode === undefined || (waitsFrom !== undefined && revision >= waitsFrom)) continue
    const decoded = decode(stored)
    if (E.isLeft(decoded)) continue
    for (const { recount, rows } of expected) {
      const left = recount.rowsOf(decoded.right)
      if (left > 0) tally(rows, customerId, position, left)
    }
  }
  return byStream
}

/** Of attempts, the log forgets the first ones: what is from before the first that it has is not counted. */
const rowMiscountsOf = async <Recorded extends AnyRecordedEvent>(
  store: ReadModelStore,
  { includes }: Reached,
  { projection, recount, rows }: Expected<Recorded>
): Promise<ReadonlyArray<RowMiscount>> => {
  const isCounted = (customerId: string, position: Position): boolean => {
    const first = rows.get(customerId)?.first
    return (
      includes(`customer-${customerId}`, position) && (first === undefined || comparePositions(position, first) >= 0)
    )
  }
  const there = orThrow(await tallyRows(store, projection, recount.tables, isCounted))
  // Of a customer of whom the log has nothing any more nothing can be said.
  return [...rows].flatMap(([customerId, wanted]) => {
    const found = there.get(customerId)
    if (found?.sum === wanted.sum) return []
    const numbers = { expected: wanted.rows, found: found?.rows ?? 0 }
    return [{ projection: projection.name, tables: recount.tables, customerId, ...numbers }]
  })
}

/**
 * Counts the events of every customer's stream in the log, up to a group's checkpoint (of the stream's partition, where the group
 * is split), against what the group handled, and where `rows` is given also against its rows: the proof
 * that nothing is missing and nothing was doubled. What stands in a row is what a rebuild's comparison finds. Reads the whole log,
 * and with `rows` the tables; its memory is a few numbers for each customer. The group may be moving meanwhile. Rejects
 * where the feed or the store does not answer, and for a `recount` of tables that cannot be counted (RangeError).
 */
export const reconcile = async <Recorded extends AnyRecordedEvent>(
  feed: EventFeed,
  store: ReadModelStore,
  group: string,
  rows?: CountedRows<Recorded>
): Promise<Reconciliation> => {
  const reached = await reachedBy(store, group)
  if (reached === undefined) return { streams: 0, events: 0, miscounts: [], rowMiscounts: [] }
  const expected = await expectedOf(store, group, rows?.projections ?? [])
  const waiting = orThrow(await store.findings(group)())
  const byStream = await count(handledEvents(feed, reached), waiting, rows?.decode, expected)
  const events = [...byStream.values()].reduce((sum, one) => sum + one, 0)
  const found = await miscountsIn(store, group, byStream)
  const miscounts = await settled(feed, reached, await reachedBy(store, group), found)
  const rowMiscounts = await Promise.all(expected.map((one) => rowMiscountsOf(store, reached, one)))
  return { streams: byStream.size, events, miscounts, rowMiscounts: rowMiscounts.flat() }
}
