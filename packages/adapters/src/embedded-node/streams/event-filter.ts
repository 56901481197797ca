import type { EventRecord } from '../storage/event-record.js'

/** Which events of the whole log a reader wants. */
export interface EventFilter {
  readonly on: 'stream' | 'type'
  accepts(text: string): boolean
}

/** A regular expression matches anywhere, and wins over prefixes; no prefix at all matches nothing. */
export const eventFilter = (on: EventFilter['on'], regex: string, prefixes: readonly string[]): EventFilter => {
  if (regex !== '') {
    const expression = new RegExp(regex)
    return { on, accepts: (text) => expression.test(text) }
  }
  return { on, accepts: (text) => prefixes.some((prefix) => text.startsWith(prefix)) }
}

export const acceptsRecord = (filter: EventFilter, record: EventRecord): boolean =>
  filter.accepts(record.type.toString())
