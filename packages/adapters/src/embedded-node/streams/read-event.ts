import type { EventLog } from '../storage/event-log.js'
import type { EventRecord } from '../storage/event-record.js'
import { NONE, TOMBSTONE } from '../storage/log-index.js'
import type { StreamStates } from './stream-state.js'
import { visibleRange } from './visible-range.js'

export interface StoredEvent {
  readonly entry: number
  readonly record: EventRecord
}

/** What a reader gets: an event, or with links resolved a link and, unless it is gone, the event that it leads to. */
export interface ReadEvent {
  readonly event?: StoredEvent
  readonly link?: StoredEvent
}

const LINK = Buffer.from('$>')

/** What a reader gets for stored events. */
export const readEvents = (
  log: EventLog,
  states: StreamStates,
  events: readonly StoredEvent[],
  resolveLinks: boolean
): readonly ReadEvent[] =>
  events.map((event) => (resolveLinks && event.record.type.equals(LINK) ? resolve(log, states, event) : { event }))

/** A link's data is "revision@stream"; −1 means the stream's last event. Anything else makes it an ordinary event. */
const resolve = (log: EventLog, states: StreamStates, link: StoredEvent): ReadEvent => {
  const [, revision, name] = /^(-?\d+)@(.+)$/s.exec(link.record.data.toString()) ?? []
  if (revision === undefined || name === undefined) return { event: link }
  const target = states.visible(name)
  const { first, last } = visibleRange(log, target)
  const wanted = revision === '-1' ? last : Number(revision)
  if (target.tombstoned || wanted < first || wanted > last || wanted === TOMBSTONE) return { link }
  const entry = log.index.atRevision(target.last, wanted)
  return entry === NONE ? { link } : { link, event: { entry, record: log.record(entry) } }
}
