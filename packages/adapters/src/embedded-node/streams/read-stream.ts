import type { EventLog } from '../storage/event-log.js'
import { PageBudget } from './page-budget.js'
import { type ReadEvent, readEvents } from './read-event.js'
import type { StreamState, StreamStates } from './stream-state.js'
import { visibleRange } from './visible-range.js'

const PAGE = 200

export interface ReadStreamRequest {
  /** The stream as it was when the read began. */
  readonly stream: StreamState
  readonly from: number | 'start' | 'end'
  readonly backwards: boolean
  readonly count: number
  readonly resolveLinks: boolean
}

/** The events of a stream, page by page. */
export async function* readStream(
  log: EventLog,
  states: StreamStates,
  { stream, from, backwards, count, resolveLinks }: ReadStreamRequest
): AsyncGenerator<readonly ReadEvent[]> {
  const { first, last } = visibleRange(log, stream)
  const wanted = from === 'start' ? 0 : from === 'end' ? last : from
  let next = backwards ? Math.min(wanted, last) : Math.max(wanted, first)
  let left = count
  while (left > 0 && next >= first && next <= last) {
    const size = Math.min(left, PAGE)
    const low = backwards ? Math.max(first, next - size + 1) : next
    const high = backwards ? next : Math.min(last, next + size - 1)
    const entries = entriesOf(log, stream.last, low, high)
    const page = fitting(log, backwards ? entries.toReversed() : entries)
    const ascending = backwards ? page.toReversed() : page
    const records = await log.records(ascending)
    const stored = ascending.map((entry, i) => ({ entry, record: records[i] as (typeof records)[number] }))
    const events = readEvents(log, states, stored, resolveLinks)
    yield backwards ? events.toReversed() : events
    next += backwards ? -page.length : page.length
    left -= page.length
  }
}

/** As many entries, in the order of reading, as one page holds. */
const fitting = (log: EventLog, entries: readonly number[]): readonly number[] => {
  const budget = new PageBudget()
  const end = entries.findIndex((entry) => {
    if (budget.isSpent) return true
    budget.take(log.sizeOf(entry))
    return false
  })
  return end === -1 ? entries : entries.slice(0, end)
}

/** The entries of revisions `low` to `high`, found backwards from a later entry of the stream. */
const entriesOf = (log: EventLog, from: number, low: number, high: number): readonly number[] => {
  const entries: number[] = []
  let entry = log.index.atRevision(from, high)
  for (let revision = high; revision >= low; revision--) {
    entries.push(entry)
    entry = log.index.previousOf(entry)
  }
  return entries.toReversed()
}
