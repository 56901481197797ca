import * as E from 'fp-ts/lib/Either.js'
import type { Decode } from './arrival.js'
import { isSameVersion } from './assign-groups.js'
import type { EventFeed } from './event-feed.js'
import { handledEvents, orThrow, type Reached, reachedBy } from './handled-events.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { ReadModelStore } from './read-model-store.js'
import { type Counts, countOne, countRows, type MissingRows } from './recount-rows.js'
import { streamKind } from './stream-kind.js'
import { streamOwner } from './stream-owner.js'

/** A customer's stream of which a read model has not handled what the log holds. */
export interface Miscount {
  readonly streamName: string
  /** Events in the log, up to the checkpoint. */
  readonly stored: number
  /** Events that the group says it has handled. */
  readonly handled: number
  readonly parked: boolean
}

export interface Reconciliation {
  readonly streams: number
  readonly events: number
  readonly miscounts: ReadonlyArray<Miscount>
  /** Of the projections whose rows were to be counted. */
  readonly missingRows: ReadonlyArray<MissingRows>
}

/** The projections of a group whose rows are to be counted too, where they say what must be there (`recount`). */
export interface CountedRows<Recorded extends AnyRecordedEvent> {
  readonly decode: Decode<Recorded>
  readonly projections: ReadonlyArray<Projection<Recorded>>
}

const pageSize = 1000

interface Counted<Recorded extends AnyRecordedEvent> {
  /** Events by stream, of customers alone. */
  readonly byStream: Counts
  /** By projection: events by customer of which something must be in the rows. */
  readonly expected: ReadonlyMap<Projection<Recorded>, Counts>
}

const count = async <Recorded extends AnyRecordedEvent>(
  feed: EventFeed,
  store: ReadModelStore,
  group: string,
  reached: Reached,
  rows: CountedRows<Recorded> | undefined
): Promise<Counted<Recorded>> => {
  const members = orThrow(await store.members()())
  const isHere = (one: Projection<Recorded>): boolean =>
    members.some((member) => member.group === group && isSameVersion(member, one))
  const counted = (rows?.projections ?? []).filter((one) => one.recount !== undefined && isHere(one))
  const expected = new Map(counted.map((projection) => [projection, new Map() as Counts]))
  const findings = orThrow(await store.findings(group)())
  const byStream: Counts = new Map()
  for await (const stored of handledEvents(feed, reached)) {
    const { streamName, revision } = stored
    const { kind, customerId } = streamOwner(streamName)
    if (kind === 'customer') countOne(byStream, streamName)
    const waitsFrom = findings.get(streamName)?.parked?.revision
    if (rows === undefined || (waitsFrom !== undefined && revision >= waitsFrom)) continue
    const decoded = rows.decode(stored)
    if (E.isLeft(decoded)) continue
    for (const [{ recount }, counts] of expected)
      if (recount?.leavesRows(decoded.right) === true) countOne(counts, customerId)
  }
  return { byStream, expected }
}

const miscountsIn = async (
  store: ReadModelStore,
  group: string,
  byStream: Counts
): Promise<ReadonlyArray<Miscount>> => {
  const counts = new Map(byStream)
  const miscounts: Miscount[] = []
  let last: string | undefined
  for (;;) {
    const page = orThrow(await store.streams(group, last, pageSize)())
    for (const [streamName, progress] of page) {
      last = streamName
      if (streamKind(streamName) !== 'customer') continue
      const stored = counts.get(streamName) ?? 0
      const handled = progress.last === undefined ? 0 : Number(progress.last.revision) + 1
      if (stored !== handled) miscounts.push({ streamName, stored, handled, parked: progress.parked !== undefined })
      counts.delete(streamName)
    }
    if (page.size < pageSize) break
  }
  for (const [streamName, stored] of counts) miscounts.push({ streamName, stored, handled: 0, parked: false })
  return miscounts
}

/**
 * Counts the events of every customer's stream in the log, up to a group's checkpoint (of the stream's partition, where the group
 * is split), against what the group handled, and where `rows` is given also against what is in the rows: the proof that nothing
 * is missing and nothing was doubled. Rows that were changed by hand are what a rebuild's comparison finds. Reads the whole log,
 * and with `rows` all of their tables; its memory is a few numbers for each stream. The group should not be moving meanwhile.
 * Rejects where the feed or the store does not answer.
 */
export const reconcile = async <Recorded extends AnyRecordedEvent>(
  feed: EventFeed,
  store: ReadModelStore,
  group: string,
  rows?: CountedRows<Recorded>
): Promise<Reconciliation> => {
  const reached = await reachedBy(store, group)
  if (reached === undefined) return { streams: 0, events: 0, miscounts: [], missingRows: [] }
  const { byStream, expected } = await count(feed, store, group, reached, rows)
  const events = [...byStream.values()].reduce((sum, one) => sum + one, 0)
  const missingRows: MissingRows[] = []
  for (const [projection, counts] of expected) {
    const there = orThrow(await countRows(store, projection, (id, at) => reached.includes(`customer-${id}`, at)))
    for (const [customerId, wanted] of counts) {
      const found = there.get(customerId) ?? 0
      if (found < wanted) missingRows.push({ projection: projection.name, customerId, expected: wanted, found })
    }
  }
  return { streams: byStream.size, events, miscounts: await miscountsIn(store, group, byStream), missingRows }
}
