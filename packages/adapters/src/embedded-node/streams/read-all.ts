import type { EventLog } from '../storage/event-log.js'
import { NONE } from '../storage/log-index.js'
import { acceptsRecord, type EventFilter } from './event-filter.js'
import { PageBudget } from './page-budget.js'
import { type ReadEvent, readEvents } from './read-event.js'
import type { StreamStates } from './stream-state.js'

export interface ReadAllOptions {
  readonly filter: EventFilter | undefined
  readonly resolveLinks: boolean
}

export interface LogPage {
  readonly events: readonly ReadEvent[]
  /** Where the next page begins. */
  readonly next: number
}

/** The events of entries [from, end) that a filter accepts, as many as one page holds. */
export const readForwards = async (
  log: EventLog,
  states: StreamStates,
  from: number,
  end: number,
  count: number,
  options: ReadAllOptions
): Promise<LogPage> => {
  const budget = budgetFor(count, options)
  const wanted: number[] = []
  let next = from
  for (; next < end && !budget.isSpent; next++) {
    if (spend(log, next, options, budget)) wanted.push(next)
  }
  return { events: await readMatching(log, states, wanted, options), next }
}

/** The events of entries below `from` that a filter accepts, the last one first. The next page is below `next`. */
export const readBackwards = async (
  log: EventLog,
  states: StreamStates,
  from: number,
  count: number,
  options: ReadAllOptions
): Promise<LogPage> => {
  const budget = budgetFor(count, options)
  const wanted: number[] = []
  let next = from
  for (; next > 0 && !budget.isSpent; next--) {
    if (spend(log, next - 1, options, budget)) wanted.push(next - 1)
  }
  const events = await readMatching(log, states, wanted.toReversed(), options)
  return { events: events.toReversed(), next }
}

/** Of which events a filter on types accepts some, there have to be more. */
const budgetFor = (count: number, { filter }: ReadAllOptions): PageBudget =>
  filter?.on === 'type' ? new PageBudget() : new PageBudget(count)

/** Whether an entry is to be read. Streams are told apart without reading anything; event types are not. */
const spend = (log: EventLog, entry: number, { filter }: ReadAllOptions, budget: PageBudget): boolean => {
  const stream = log.index.streamOf(entry)
  const wanted = stream !== NONE && (filter?.on !== 'stream' || filter.accepts(log.index.names.nameOf(stream)))
  if (wanted) budget.take(log.sizeOf(entry))
  else budget.pass()
  return wanted
}

const readMatching = async (
  log: EventLog,
  states: StreamStates,
  entries: readonly number[],
  { filter, resolveLinks }: ReadAllOptions
): Promise<readonly ReadEvent[]> => {
  if (entries.length === 0) await new Promise(setImmediate) // a long way without a match is not for one reader alone
  const records = await log.records(entries)
  const stored = entries.map((entry, i) => ({ entry, record: records[i] as (typeof records)[number] }))
  const matching = filter?.on === 'type' ? stored.filter(({ record }) => acceptsRecord(filter, record)) : stored
  return readEvents(log, states, matching, resolveLinks)
}
