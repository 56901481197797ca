import type { Json } from '../../kernel/index.js'
import type { Check } from './opened-event-store.js'
import { append, expectStored, freshStream, newEvent, readAll } from './steps.js'

const bodies: Record<string, Json> = {
  'nested objects and lists': { a: { b: [{ c: null }, [], {}, [[1]]] } },
  'numbers up to the safe integers': { big: Number.MAX_SAFE_INTEGER, small: Number.MIN_SAFE_INTEGER, zero: 0 },
  'texts of any script': { clé: 'Ünïcödé — 日本語 한국어 עברית 😀', escapes: '"\\\n\t\u0001\u2028' },
  'keys that mean something in JavaScript': JSON.parse('{"__proto__":{"a":1},"constructor":"b","toJSON":"c"}') as Json,
  'an empty object': {},
  'a list': [1, 'two', false],
  'a text': 'just text',
  'an empty text': '',
  zero: 0,
  false: false,
  null: null
}

export const keeping: Record<string, Check> = Object.fromEntries(
  Object.entries(bodies).map(([what, body]): [string, Check] => [
    `data and metadata may be ${what}`,
    async (eventStore) => {
      const name = freshStream()
      const events = [newEvent(body, body)]
      await append(eventStore, name, 'noStream', events)
      expectStored(await readAll(eventStore, name), name, 0, events)
    }
  ])
)
