import type { PageKeys } from '@accountable/projections'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { type World, world } from './engine-world.js'
import { dump, fill, type Step, times } from './law-world.js'
import { asking, catchUp, observed, slowly } from './session-world.js'
import { letters } from './toy.js'

/** A first page, and one that begins with who is known from it, before others come up. */
const stories: Readonly<
  Record<string, { readonly second: ReadonlyArray<Step>; readonly news: ReadonlyArray<string> }>
> = {
  'a customer': {
    second: [
      ...times(32, (n) => ['customer-a', `anna ${n}`]),
      ...times(32, (n) => ['customer-b', `alma ${n}`]),
      ...times(32, (n) => [n % 3 === 0 ? 'customer-b' : 'customer-a', n % 2 === 0 ? `ada ${n}` : `amy ${n}`])
    ],
    news: ['customer-b', 'b']
  },
  'one customer after the other': {
    second: [
      ...times(32, (n) => ['customer-a', `anna ${n}`]),
      ...times(32, (n) => ['customer-b', `bea ${n}`]),
      ...times(32, (n) => [n % 3 === 0 ? 'customer-c' : 'customer-a', n % 2 === 0 ? `cora ${n}` : `bert ${n}`])
    ],
    news: ['customer-b', 'customer-c', 'b', 'c', 'b', 'c']
  },
  'a row that customers share': {
    second: [
      ...times(32, (n) => ['customer-a', `anna ${n}`]),
      ...times(32, (n) => ['customer-a', `zoe ${n}`]),
      ...times(32, (n) => ['customer-a', n % 2 === 0 ? `anna ${n}` : `zoe ${n}`])
    ],
    news: ['z']
  },
  'both, in one event': {
    second: [
      ...times(40, (n) => ['customer-a', `anna ${n}`]),
      ['customer-b', 'zoe'],
      ...times(55, (n) => [n % 2 === 0 ? 'customer-b' : 'customer-a', n % 5 === 0 ? 'zara' : 'anna'])
    ],
    news: ['customer-b', 'b', 'z']
  }
}

const given = (second: ReadonlyArray<Step>): World => {
  const one = world()
  fill(one, [...times(96, (n) => ['customer-a', `anna ${n}`]), ...second])
  return one
}

const namesIn = ({ streams, rows }: PageKeys): ReadonlyArray<string> => [
  ...streams,
  ...rows.flatMap(({ keys }) => keys)
]

const loads = suite('what must be loaded in the middle of a page')

for (const [title, { second, news }] of Object.entries(stories))
  for (const [speed, delay] of Object.entries({ 'at once': 0, 'late, with the next page at hand': 5 }))
    loads(
      `given ${title} that comes up in a page, and a store that answers ${speed}, then it is loaded once`,
      async () => {
        const one = given(second)
        const asked: PageKeys[] = []
        const folded: string[] = []
        await catchUp(one, {
          projections: [observed(folded), letters],
          store: slowly(asking(one.store, asked), delay),
          settings: { pageSize: 96 }
        })
        assert.equal(asked.map(namesIn), [['customer-a', 'a', 'a'], news])
        const order = one.log.records.map(({ eventId }) => eventId)
        assert.equal(folded, order, 'the order of the log')
        const reference = given(second)
        await catchUp(reference, { settings: { pageSize: 1, readAhead: 0 } })
        assert.is(await dump(one.store), await dump(reference.store))
      }
    )

loads.run()
