import { comparePositions, type Position, type StoredEvent } from '@accountable/domain/kernel'
import { type EventFeed, type FeedPage, feedPrefixes } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { asapScheduler, defer, EMPTY, filter, map, merge, type Observable, observeOn, of } from 'rxjs'
import type { InMemoryLog } from './log.js'

/** The index of the first record at or after a position. */
const indexAt = (records: ReadonlyArray<StoredEvent>, wanted: Position): number => {
  let low = 0
  let high = records.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (comparePositions((records[middle] as StoredEvent).position, wanted) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** The EventFeed port over a log in memory, for streams of these prefixes. */
export const createInMemoryEventFeed = (
  log: InMemoryLog,
  { prefixes = feedPrefixes }: { readonly prefixes?: ReadonlyArray<string> } = {}
): EventFeed => {
  const isWanted = ({ streamName }: StoredEvent): boolean => prefixes.some((prefix) => streamName.startsWith(prefix))

  const at = (position: Position): StoredEvent | undefined => {
    const record = log.records[indexAt(log.records, position)]
    return record !== undefined && comparePositions(record.position, position) === 0 ? record : undefined
  }

  const startAfter = (after: Position | undefined): number =>
    after === undefined ? 0 : indexAt(log.records, after) + (at(after) === undefined ? 0 : 1)

  const page = (after: Position | undefined, limit: number): FeedPage => {
    const start = startAfter(after)
    const looked = log.records.slice(start, start + limit)
    return { events: looked.filter(isWanted), readUpTo: looked.at(-1)?.position }
  }

  const appended$ = (after: Position | undefined): Observable<void> =>
    merge(
      defer(() => (startAfter(after) < log.records.length ? of(undefined) : EMPTY)),
      log.stored$.pipe(
        filter(isWanted),
        map(() => undefined)
      )
    ).pipe(observeOn(asapScheduler)) // a listener never runs inside somebody's append

  return {
    readAll: (after, limit) => async () => E.right(page(after, limit)),
    readAt: (position) => async () => E.right(at(position)),
    head: () => async () => {
      const last = log.records.at(-1)
      return E.right(last && { position: last.position, created: last.created })
    },
    appended$
  }
}
