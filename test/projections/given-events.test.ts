import { createInMemoryLog } from '@accountable/adapters/in-memory'
import { comparePositions, type Position, type StoredEvent } from '@accountable/domain/kernel'
import { expectRight } from '@accountable/domain/testing'
import type { Projection } from '@accountable/projections'
import { givenEvents, repeatingFeed } from '@accountable/projections/testing'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { letters, name, type ToyEvent, things, type totalTable, toyDecode } from './toy.js'

const events = (...steps: ReadonlyArray<readonly [stream: string, name: string]>): ReadonlyArray<ToyEvent> => {
  const log = createInMemoryLog({ clock: () => 0 })
  for (const [stream, one] of steps) name(log, stream, one)
  return log.records.flatMap((stored) => {
    const decoded = toyDecode(stored)
    return E.isRight(decoded) ? [decoded.right] : []
  })
}

const failureOf = (promise: Promise<void>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: Error) => error.message
  )

const given = suite('given events, then rows')

given('rows of logs and of keyed tables are compared, and tables left out are not', () =>
  givenEvents(...events(['customer-a', 'anna'], ['customer-b', 'bert'], ['customer-a', 'adam']))
    .projectedBy(things)
    .hasRows({
      log: [
        { customerId: 'a', from: null, to: 'anna' },
        { customerId: 'b', from: null, to: 'bert' },
        { customerId: 'a', from: 'anna', to: 'adam' }
      ]
    })
)

given('no events make no rows', () => givenEvents<ToyEvent>().projectedBy(letters).hasRows({ total: [] }))

given('a story of one event makes its rows, although the event comes again', () =>
  givenEvents(...events(['customer-a', 'anna']))
    .projectedBy(letters)
    .hasRows({ total: [{ customerId: 'a', total: 1 }] })
)

given('a wrong row is a failure', async () => {
  const message = await failureOf(
    givenEvents(...events(['customer-a', 'anna']))
      .projectedBy(letters)
      .hasRows({ total: [{ customerId: 'a', total: 2 }] })
  )
  assert.match(message, /the rows of table total/)
})

given('a fold that fails is a failure', async () => {
  const story = givenEvents(...events(['customer-a', 'broken'])).projectedBy(things)
  assert.match(await failureOf(story.hasRows({})), /parked streams/)
})

given('a fold that remembers something outside its rows is caught by the restarts', async () => {
  let count = 0
  const impure: Projection<ToyEvent, { total: typeof totalTable }> = {
    ...letters,
    evolve: () => ({ total: [['a', { customerId: 'a', total: ++count }]] })
  }
  const story = givenEvents(...events(['customer-a', 'anna'], ['customer-a', 'adam'])).projectedBy(impure)
  assert.match(await failureOf(story.hasRows({ total: [{ customerId: 'a', total: 2 }] })), /total, twice/)
})

for (const names of [['anna'], ['anna', 'bert', 'adam']])
  given(`each of ${names.length} events comes again when it was handled, the last one too`, async () => {
    const stored = events(...names.map((one) => ['customer-a', one] as const)).map((event) => event.stored)
    const feed = repeatingFeed(stored)
    const fresh: StoredEvent[] = []
    const repeated: StoredEvent[] = []
    let handled: Position | undefined
    for (let pages = 0; pages <= names.length; pages++) {
      const page = expectRight(await feed.readAll(handled, 1)(), 'a page')
      for (const one of page.events)
        (handled !== undefined && comparePositions(one.position, handled) <= 0 ? repeated : fresh).push(one)
      handled = page.readUpTo
    }
    assert.equal([fresh, repeated], [stored, stored])
    assert.equal(expectRight(await feed.readAll(handled, 1)(), 'the end'), { events: [], readUpTo: undefined })
  })

given('a fold that reads a row of another event is caught', async () => {
  const nosy: Projection<ToyEvent, { total: typeof totalTable }> = {
    ...letters,
    evolve: (rows) => ({ total: rows.total.get('somebody else’s') ? [] : [] })
  }
  const story = givenEvents(...events(['customer-a', 'anna'])).projectedBy(nosy)
  assert.match(await failureOf(story.hasRows({})), /keysOf did not name this key/)
})

given('a fold that answers a row twice for one event is caught', async () => {
  const twice: Projection<ToyEvent, { total: typeof totalTable }> = {
    ...letters,
    keysOf: () => ({ total: ['a'] }),
    evolve: () => ({
      total: [
        ['a', { customerId: 'a', total: 1 }],
        ['a', { customerId: 'a', total: 2 }]
      ]
    })
  }
  const story = givenEvents(...events(['customer-a', 'anna'])).projectedBy(twice)
  assert.match(await failureOf(story.hasRows({})), /answered a key of table letter_total twice/)
})

given.run()
