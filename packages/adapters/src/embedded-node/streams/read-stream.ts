import type { EventLog } from '../storage/event-log.js'
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
    const page = await readEvents(log, states, entriesOf(log, stream.last, low, high), resolveLinks)
    yield backwards ? page.toReversed() : page
    next = backwards ? low - 1 : high + 1
    left -= page.length
  }
}

/** The entries of revisions `low` to `high`, found backwards from a later entry of the stream. */
const entriesOf = (log: EventLog, from: number, low: number, high: number): readonly number[] => {
  const entries: number[] = []
  let entry = log.index.atRevision(from, high)
  for (let revision = high; revision >= low; revision--) {
    entries.push(entry)
    entry = log.index.previousOf(entry)
  }
  return entries.reverse()
}
