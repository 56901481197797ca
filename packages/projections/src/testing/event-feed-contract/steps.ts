import type { NewEvent } from '@accountable/domain/application'
import {
  comparePositions,
  type ExpectedRevision,
  type Position,
  type StoredEvent,
  type StreamName,
  streamName
} from '@accountable/domain/kernel'
import { expectEqual, expectRight, expectThat } from '@accountable/domain/testing'
import type { FeedPage } from '../../event-feed.js'
import type { OpenedEventFeed } from './opened-event-feed.js'

export const newEvents = (count: number): ReadonlyArray<NewEvent> =>
  Array.from({ length: count }, (_, n) => ({
    eventId: crypto.randomUUID(),
    type: 'thing-happened',
    data: { n },
    metadata: { by: 'contract' }
  }))

export const fresh = (category: string): StreamName => streamName(category, crypto.randomUUID())

export const append = async (
  { eventStore }: OpenedEventFeed,
  name: StreamName,
  expected: ExpectedRevision = 'noStream',
  events = newEvents(1)
): Promise<Position> => expectRight(await eventStore.appendToStream(name, expected, events)(), 'appending').position

export const stored = async ({ eventStore }: OpenedEventFeed, name: StreamName): Promise<ReadonlyArray<StoredEvent>> =>
  expectRight(await eventStore.readStreamBackwards(name, 10_000)(), 'reading a stream').toReversed()

/** A page whose events were made. */
export interface ReadPage extends FeedPage {
  readonly events: ReadonlyArray<StoredEvent>
}

export const pull = async (
  { eventFeed }: OpenedEventFeed,
  after: Position | undefined,
  limit: number
): Promise<ReadPage> => {
  const { events, readUpTo } = expectRight(await eventFeed.readAll(after, limit)(), 'reading the log')
  const read = [...events]
  expectEqual([...events], read, 'the page, gone through again')
  return { events: read, readUpTo }
}

/** The pages from one position up to another, both of which exist. */
export const pullUpTo = async (
  opened: OpenedEventFeed,
  after: Position | undefined,
  last: Position,
  limit: number
): Promise<ReadonlyArray<ReadPage>> => {
  const pages: Array<ReadPage> = []
  for (let from = after; from === undefined || comparePositions(from, last) < 0; ) {
    const page: ReadPage = await pull(opened, from, limit)
    if (page.readUpTo === undefined) throw new Error('expected: pages up to a record that was stored')
    expectThat(from === undefined || comparePositions(from, page.readUpTo) < 0, 'pages that go on')
    expectThat(page.events.length <= limit, 'no more events than were asked for')
    pages.push(page)
    from = page.readUpTo
  }
  return pages
}

/** The events of these streams: others may be written at the same time. */
export const eventsOf = (
  pages: ReadonlyArray<ReadPage>,
  names: ReadonlyArray<StreamName>
): ReadonlyArray<StoredEvent> => {
  const own = new Set<string>(names)
  return pages.flatMap(({ events }) => events).filter((event) => own.has(event.streamName))
}

export const headPosition = async ({ eventFeed }: OpenedEventFeed): Promise<Position | undefined> =>
  expectRight(await eventFeed.head()(), 'the head')?.position

/** True once, within fifty tries: at the end of a log that others write to, only some tries meet a quiet moment. */
export const eventually = async (what: string, attempt: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 50; tries++) if (await attempt()) return
  throw new Error(`expected, once in fifty tries: ${what}`)
}
