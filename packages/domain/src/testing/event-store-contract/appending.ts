import * as E from 'fp-ts/lib/Either.js'
import type { Json } from '../../kernel/index.js'
import { comparePositions, revision, streamName } from '../../kernel/index.js'
import { expectEqual, expectThat } from '../expectations.js'
import type { Check } from './opened-event-store.js'
import {
  append,
  expectImpossible,
  expectMismatch,
  expectStored,
  freshStream,
  newEvent,
  newEvents,
  readAll
} from './steps.js'

/** A JSON text of so many bytes, its two quotes included. */
const text = (bytes: number): Json => 'x'.repeat(bytes - 2)

export const appending: Record<string, Check> = {
  'a stream name may be of any script': async (eventStore) => {
    const name = streamName('customer', `ключ-日本-é-😀-${crypto.randomUUID()}`)
    const events = newEvents(2)
    await append(eventStore, name, 'noStream', events)
    expectStored(await readAll(eventStore, name), name, 0, events)
    await expectMismatch(eventStore, name, 'noStream', revision(1))
  },

  'appends at the exact revision follow each other': async (eventStore) => {
    const name = freshStream()
    const events = newEvents(6)
    await append(eventStore, name, 'noStream', events.slice(0, 1))
    const second = await append(eventStore, name, revision(0), events.slice(1, 4))
    const third = await append(eventStore, name, revision(3), events.slice(4))
    const stored = await readAll(eventStore, name)
    expectStored(stored, name, 0, events)
    expectEqual([second.revision, third.revision], [revision(3), revision(5)], 'the revisions answered')
    expectEqual([second.position, third.position], [stored[3]?.position, stored[5]?.position], 'the positions answered')
  },

  'another expectation is a mismatch that says what is there, and stores nothing': async (eventStore) => {
    const name = freshStream()
    await expectMismatch(eventStore, name, revision(0), 'noStream')
    await expectMismatch(eventStore, name, revision(41), 'noStream')
    const events = newEvents(3)
    await append(eventStore, name, 'noStream', events)
    await expectMismatch(eventStore, name, 'noStream', revision(2))
    await expectMismatch(eventStore, name, revision(0), revision(2))
    await expectMismatch(eventStore, name, revision(3), revision(2))
    await expectMismatch(eventStore, name, revision(1_000_000), revision(2))
    expectStored(await readAll(eventStore, name), name, 0, events)
  },

  'the same events at the same revision are stored once and answered alike': async (eventStore) => {
    const name = freshStream()
    const events = newEvents(2)
    const later = newEvents(2)
    const first = await append(eventStore, name, 'noStream', events)
    expectEqual(await append(eventStore, name, 'noStream', events), first, 'a resend to an empty stream')
    const second = await append(eventStore, name, revision(1), later)
    expectEqual(await append(eventStore, name, revision(1), later), second, 'a resend at a revision')
    expectStored(await readAll(eventStore, name), name, 0, [...events, ...later])
  },

  'a resend is recognised whatever came after it': async (eventStore) => {
    const name = freshStream()
    const events = newEvents(2)
    const first = await append(eventStore, name, 'noStream', events)
    const more = newEvents(40)
    await append(eventStore, name, revision(1), more)
    expectEqual(await append(eventStore, name, 'noStream', events), first, 'a late resend')
    expectStored(await readAll(eventStore, name), name, 0, [...events, ...more])
  },

  'part of an append, or more than it, is no resend of it': async (eventStore) => {
    const name = freshStream()
    const events = newEvents(3)
    await append(eventStore, name, 'noStream', events)
    await expectMismatch(eventStore, name, 'noStream', revision(2), [...events, newEvent()])
    await expectMismatch(eventStore, name, 'noStream', revision(2), events.toReversed())
    await expectMismatch(eventStore, name, revision(0), revision(2), events)
    expectStored(await readAll(eventStore, name), name, 0, events)
  },

  'the same events in another stream are other events': async (eventStore) => {
    const [one, other] = [freshStream(), freshStream()]
    const events = newEvents(2)
    const first = await append(eventStore, one, 'noStream', events)
    const second = await append(eventStore, other, 'noStream', events)
    expectThat(comparePositions(first.position, second.position) < 0, 'a later position in the other stream')
    expectStored(await readAll(eventStore, one), one, 0, events)
    expectStored(await readAll(eventStore, other), other, 0, events)
  },

  'of many appends at one revision exactly one is stored': async (eventStore) => {
    const name = freshStream()
    const [first] = [newEvent({ n: 0 })]
    await append(eventStore, name, 'noStream', [first])
    const contenders = Array.from({ length: 12 }, (_, n) => [
      newEvent({ contender: n, part: 1 }),
      newEvent({ contender: n, part: 2 })
    ])
    const answers = await Promise.all(
      contenders.map((events) => eventStore.appendToStream(name, revision(0), events)())
    )
    const wins = answers.map(E.isRight)
    const won = contenders.filter((_, index) => wins[index])
    expectEqual(won.length, 1, 'the number of winners')
    for (const answer of answers) {
      if (E.isLeft(answer)) expectEqual(answer.left, { type: 'RevisionMismatch', actual: revision(2) }, 'a lost race')
    }
    expectStored(await readAll(eventStore, name), name, 0, [first, ...(won[0] ?? [])])
  },

  'one append sent twice at once is stored once': async (eventStore) => {
    const name = freshStream()
    const events = newEvents(3)
    const [one, other] = await Promise.all([
      append(eventStore, name, 'noStream', events),
      append(eventStore, name, 'noStream', events)
    ])
    expectEqual(one, other, 'the two answers')
    expectStored(await readAll(eventStore, name), name, 0, events)
  },

  'appends to many streams at once do not disturb each other': async (eventStore) => {
    const streams = Array.from({ length: 40 }, () => ({ name: freshStream(), events: newEvents(3) }))
    await Promise.all(streams.map(({ name, events }) => append(eventStore, name, 'noStream', events)))
    for (const { name, events } of streams) expectStored(await readAll(eventStore, name), name, 0, events)
  },

  'one mebibyte of data is taken, one byte more is impossible': async (eventStore) => {
    const name = freshStream()
    const fits = [newEvent(text(524_288)), newEvent(text(524_288))]
    await append(eventStore, name, 'noStream', fits)
    expectStored(await readAll(eventStore, name), name, 0, fits)
    await expectImpossible(eventStore, name, [newEvent(text(524_288)), newEvent(text(524_289))], revision(1))
  }
}
