import { revision } from '../../kernel/index.js'
import { expectEqual, expectRight, expectThat } from '../expectations.js'
import type { Check } from './opened-event-store.js'
import {
  append,
  expectAscending,
  expectStored,
  freshStream,
  from,
  isUuid,
  newEvent,
  newEvents,
  readAll
} from './steps.js'

export const reading: Record<string, Check> = {
  'a stream that never was reads as empty, in both directions': async (eventStore) => {
    const name = freshStream()
    expectEqual(await readAll(eventStore, name), [], 'a missing stream')
    expectEqual(expectRight(await eventStore.readStreamBackwards(name, 5)(), 'reading'), [], 'a missing stream')
  },

  'every field of an event comes back as it was appended': async (eventStore) => {
    const name = freshStream()
    const events = newEvents(2)
    const before = Date.now()
    const appended = await append(eventStore, name, 'noStream', events)
    const stored = await readAll(eventStore, name)
    expectStored(stored, name, 0, events)
    expectAscending(stored)
    expectEqual(appended, { revision: revision(1), position: stored[1]?.position }, 'where the append ended')
    for (const { created } of stored) {
      expectThat(Number.isInteger(created), 'created in whole milliseconds')
      expectThat(Math.abs(created - before) < 3_600_000, 'created within an hour of this clock')
    }
  },

  'an event id is answered in lower case': async (eventStore) => {
    const name = freshStream()
    const event = newEvent()
    await append(eventStore, name, 'noStream', [{ ...event, eventId: event.eventId.toUpperCase() }])
    const [stored] = await readAll(eventStore, name)
    expectEqual(stored?.eventId, event.eventId, 'the event id')
    expectThat(isUuid(stored?.eventId ?? ''), 'a UUID in lower case')
  },

  'a limit is the most events that are answered, from the given revision on': async (eventStore) => {
    const name = freshStream()
    const events = newEvents(7)
    await append(eventStore, name, 'noStream', events)
    const read = async (first: number, limit: number) =>
      expectRight(await eventStore.readStream(name, from(first), limit)(), 'reading')
    expectStored(await read(0, 3), name, 0, events.slice(0, 3))
    expectStored(await read(2, 3), name, 2, events.slice(2, 5))
    expectStored(await read(5, 3), name, 5, events.slice(5))
    expectStored(await read(0, 7), name, 0, events)
    expectEqual(await read(7, 3), [], 'a read from just beyond the end')
    expectEqual(await read(1_000, 3), [], 'a read from far beyond the end')
  },

  'backwards answers the last events, newest first': async (eventStore) => {
    const name = freshStream()
    const events = newEvents(5)
    await append(eventStore, name, 'noStream', events)
    const read = async (limit: number) =>
      expectRight(await eventStore.readStreamBackwards(name, limit)(), 'reading backwards')
    expectStored((await read(2)).toReversed(), name, 3, events.slice(3))
    expectStored((await read(50)).toReversed(), name, 0, events)
    expectEqual((await read(2))[0]?.revision, revision(4), 'the newest event comes first')
  },

  'a big page is complete and in order': async (eventStore) => {
    const name = freshStream()
    const events = Array.from({ length: 1_500 }, (_, n) => newEvent({ n, text: 'x'.repeat(300) }))
    await append(eventStore, name, 'noStream', events.slice(0, 700))
    await append(eventStore, name, revision(699), events.slice(700))
    const stored = await readAll(eventStore, name)
    expectStored(stored, name, 0, events)
    expectAscending(stored)
  },

  'what a reader does to an event, no other reader sees': async (eventStore) => {
    const name = freshStream()
    const event = newEvent({ nested: { list: [1, 2] } })
    await append(eventStore, name, 'noStream', [event])
    for (const { data } of await readAll(eventStore, name)) {
      try {
        ;(data as { nested: { list: Array<number> } }).nested.list.push(3)
      } catch {
        // frozen is as good
      }
    }
    expectStored(await readAll(eventStore, name), name, 0, [event])
  }
}
