import type { EventLog } from '../storage/event-log.js'
import { NONE } from '../storage/log-index.js'
import type { StreamState } from './stream-state.js'

/** The revisions of a stream that are shown; empty when `first` is above `last`. */
export interface VisibleRange {
  readonly first: number
  readonly last: number
}

export const visibleRange = (log: EventLog, { last, lastRevision, metadata }: StreamState): VisibleRange => {
  const { maxCount, maxAge, truncateBefore } = metadata
  const byCount = maxCount === undefined ? 0 : lastRevision - maxCount + 1
  const first = Math.max(0, truncateBefore ?? 0, byCount)
  if (maxAge === undefined || last === NONE || first > lastRevision) return { first, last: lastRevision }
  const oldest = BigInt(Date.now()) * 10_000n - BigInt(maxAge) * 10_000_000n
  return { first: firstNotBefore(log, last, first, oldest), last: lastRevision }
}

/** The times of a log never go back, so the first event that is young enough can be searched for. */
const firstNotBefore = (log: EventLog, last: number, first: number, oldest: bigint): number => {
  let low = first
  let high = log.index.revisionOf(last) + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (log.record(log.index.atRevision(last, middle)).created < oldest) low = middle + 1
    else high = middle
  }
  return low
}
