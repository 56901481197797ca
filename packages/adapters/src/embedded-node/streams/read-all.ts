import type { EventLog } from '../storage/event-log.js'
import { NONE } from '../storage/log-index.js'
import { acceptsRecord, type EventFilter } from './event-filter.js'
import { type ReadEvent, readEvents } from './read-event.js'
import type { StreamStates } from './stream-state.js'

/** Entries looked at for one page, and bytes read for it. */
const LARGEST_PAGE = 512
const LARGEST_READ = 256 * 1024

export interface LogPage {
  readonly events: readonly ReadEvent[]
  /** The entry after the last one that was looked at. */
  readonly next: number
}

/** The events of entries [from, end) that a filter accepts, as many as one page holds. */
export const readForwards = async (
  log: EventLog,
  states: StreamStates,
  from: number,
  end: number,
  filter: EventFilter | undefined,
  resolveLinks: boolean
): Promise<LogPage> => {
  const start = log.index.positionOf(from)
  const wanted: number[] = []
  let next = from
  while (
    next < end &&
    next - from < LARGEST_PAGE &&
    (next === from || log.index.positionOf(next) - start < LARGEST_READ)
  ) {
    if (isWanted(log, next, filter)) wanted.push(next)
    next++
  }
  return { events: await readMatching(log, states, wanted, filter, resolveLinks), next }
}

/** The events of entries [first, from) that a filter accepts, the last one first; `next` is where to go on below. */
export const readBackwards = async (
  log: EventLog,
  states: StreamStates,
  from: number,
  filter: EventFilter | undefined,
  resolveLinks: boolean
): Promise<LogPage> => {
  const low = Math.max(0, from - LARGEST_PAGE)
  const wanted: number[] = []
  for (let entry = low; entry < from; entry++) if (isWanted(log, entry, filter)) wanted.push(entry)
  return { events: (await readMatching(log, states, wanted, filter, resolveLinks)).toReversed(), next: low }
}

/** Streams are told apart without reading anything; event types are not. */
const isWanted = (log: EventLog, entry: number, filter: EventFilter | undefined): boolean => {
  const stream = log.index.streamOf(entry)
  if (stream === NONE) return false
  return filter?.on === 'stream' ? filter.accepts(log.index.names.nameOf(stream)) : true
}

const readMatching = async (
  log: EventLog,
  states: StreamStates,
  entries: readonly number[],
  filter: EventFilter | undefined,
  resolveLinks: boolean
): Promise<readonly ReadEvent[]> => {
  if (filter?.on !== 'type') return readEvents(log, states, entries, resolveLinks)
  const records = await log.records(entries)
  const matching = entries.filter((_, i) => acceptsRecord(filter, records[i] as (typeof records)[number]))
  return readEvents(log, states, matching, resolveLinks)
}
