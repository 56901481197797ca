import type { EventStore, NewEvent } from '../../application/event-store.js'
import type { ExpectedRevision, Json, Revision, StoredEvent, StreamName } from '../../kernel/index.js'
import { comparePositions, revision, streamName } from '../../kernel/index.js'
import { expectEqual, expectLeft, expectRight, expectThat } from '../expectations.js'

export const freshStream = (): StreamName => streamName('customer', crypto.randomUUID())

export const newEvent = (data: Json = { n: 1 }, metadata: Json = { by: 'contract' }): NewEvent => ({
  eventId: crypto.randomUUID(),
  type: 'thing-happened',
  data,
  metadata
})

export const newEvents = (count: number): ReadonlyArray<NewEvent> =>
  Array.from({ length: count }, (_, n) => newEvent({ n: n + 1 }))

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

export const from = (first: number): Revision => revision(first)

/** Everything that a store answers about these events, except where they lie in the log. */
export const expectStored = (
  stored: ReadonlyArray<StoredEvent>,
  name: StreamName,
  first: number,
  events: ReadonlyArray<NewEvent>
): void => {
  expectEqual(
    stored.map(({ position: _position, created: _created, ...event }) => event),
    events.map((event, index) => ({
      streamName: name,
      revision: revision(first + index),
      eventId: event.eventId,
      type: event.type,
      data: event.data,
      metadata: event.metadata
    })),
    `the events of a stream from revision ${first}`
  )
}

export const expectAscending = (stored: ReadonlyArray<StoredEvent>): void => {
  for (const [index, event] of stored.entries()) {
    const before = stored[index - 1]
    expectThat(before === undefined || comparePositions(before.position, event.position) < 0, 'positions that ascend')
  }
}

export const readAll = async (eventStore: EventStore, name: StreamName): Promise<ReadonlyArray<StoredEvent>> =>
  expectRight(await eventStore.readStream(name, from(0), 10_000)(), 'reading a stream')

export const append = async (
  eventStore: EventStore,
  name: StreamName,
  expected: ExpectedRevision,
  events: ReadonlyArray<NewEvent>
) => expectRight(await eventStore.appendToStream(name, expected, events)(), 'an append that fits')

export const expectMismatch = async (
  eventStore: EventStore,
  name: StreamName,
  expected: ExpectedRevision,
  actual: ExpectedRevision,
  events = newEvents(1)
): Promise<void> => {
  const error = expectLeft(await eventStore.appendToStream(name, expected, events)(), 'an append that does not fit')
  expectEqual(error, { type: 'RevisionMismatch', actual }, `expected ${expected} of a stream at ${actual}`)
}

export const expectImpossible = async (
  eventStore: EventStore,
  name: StreamName,
  events: ReadonlyArray<NewEvent>,
  expected: ExpectedRevision = 'noStream'
): Promise<void> => {
  const before = await readAll(eventStore, name)
  const error = expectLeft(await eventStore.appendToStream(name, expected, events)(), 'an impossible append')
  expectEqual(error.type, 'AppendImpossible', 'the error')
  expectEqual(await readAll(eventStore, name), before, 'the stream after an impossible append')
}
