import { createInMemoryLog } from '@accountable/adapters/in-memory'
import type { Projection } from '@accountable/projections'
import { givenEvents } from '@accountable/projections/testing'
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
