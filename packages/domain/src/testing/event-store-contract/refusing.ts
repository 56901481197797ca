import type { NewEvent } from '../../application/event-store.js'
import type { ExpectedRevision, Json } from '../../kernel/index.js'
import type { Check } from './opened-event-store.js'
import { append, expectImpossible, expectStored, freshStream, newEvent, newEvents, readAll } from './steps.js'

const cycle = (): Json => {
  const object: Record<string, unknown> = {}
  object['self'] = { again: object }
  return object as Json
}

/** What the types forbid, and a program without types may still send. */
const impossible: Record<string, (event: NewEvent) => ReadonlyArray<NewEvent>> = {
  'no event at all': () => [],
  'an event id that is no UUID': (event) => [{ ...event, eventId: 'event-1' }],
  'the nil event id': (event) => [{ ...event, eventId: '00000000-0000-0000-0000-000000000000' }],
  'an empty type': (event) => [{ ...event, type: '' }],
  'a BigInt': (event) => [{ ...event, data: { n: 1n as unknown as Json } }],
  'undefined data': (event) => [{ ...event, data: undefined as unknown as Json }],
  'undefined metadata': (event) => [{ ...event, metadata: undefined as unknown as Json }],
  'undefined within data': (event) => [{ ...event, data: { n: undefined as unknown as Json } }],
  'undefined within a list': (event) => [{ ...event, data: [undefined as unknown as Json] }],
  'a function': (event) => [{ ...event, data: { toJSON: (() => 1) as unknown as Json } }],
  'a Date': (event) => [{ ...event, data: new Date(0) as unknown as Json }],
  'a cycle': (event) => [{ ...event, data: cycle() }],
  NaN: (event) => [{ ...event, data: { n: Number.NaN } }],
  'a fraction': (event) => [{ ...event, data: { n: 0.5 } }],
  'an unsafe integer': (event) => [{ ...event, data: { n: 2 ** 53 } }],
  'a lone surrogate in data': (event) => [{ ...event, data: { text: '\ud800' } }],
  'a lone surrogate in a key': (event) => [{ ...event, data: { '\udc00': 1 } }],
  'a lone surrogate in metadata': (event) => [{ ...event, metadata: ['\ud83d'] }],
  'a NUL in data': (event) => [{ ...event, data: { text: 'a\0b' } }]
}

const refusedEvents: Record<string, Check> = Object.fromEntries(
  Object.entries(impossible).map(([what, spoil]): [string, Check] => [
    `an append with ${what} is impossible, and harms no other append`,
    async (eventStore) => {
      const [name, other] = [freshStream(), freshStream()]
      const events = newEvents(2)
      const sound = append(eventStore, other, 'noStream', events)
      await expectImpossible(eventStore, name, spoil(newEvent()))
      await sound
      expectStored(await readAll(eventStore, other), other, 0, events)
    }
  ])
)

export const refusing: Record<string, Check> = {
  ...refusedEvents,
  'an expected revision that no event can have is impossible': async (eventStore) => {
    const name = freshStream()
    for (const nonsense of [-1n, 2n ** 63n, 2n ** 64n - 1n, 0, 'any', 'no_stream', null]) {
      await expectImpossible(eventStore, name, newEvents(1), nonsense as ExpectedRevision)
    }
  }
}
