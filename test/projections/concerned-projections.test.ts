import { nodeEnvironment } from '@accountable/adapters/environment'
import { createCustomerEventEncoder } from '@accountable/domain/customer'
import { streamName } from '@accountable/domain/kernel'
import { customerRegistered, expectRight, storedEvent } from '@accountable/domain/testing'
import { nothing, type Projection } from '@accountable/projections'
import { customerAccount, decodeCustomerFeed } from '@accountable/projections/customer'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { world } from './engine-world.js'
import { dump, fill, longHistories } from './law-world.js'
import { catchUp } from './session-world.js'
import { letters, nameLogTable, type ToyEvent, things, thingTable, totalTable } from './toy.js'

const concerned = suite('which projections an event concerns', undefined, { timeout: 60_000 })

const isFor = (letter: string, { event }: ToyEvent): boolean => event.name.startsWith(letter)

/** Counts the names that begin with one letter, and answers this for all others. */
const onlyOf = (
  letter: string,
  otherwise: Record<string, never>
): Projection<ToyEvent, { total: typeof totalTable }> => ({
  ...letters,
  keysOf: (event) => (isFor(letter, event) ? letters.keysOf(event) : otherwise),
  evolve: (rows, event) => (isFor(letter, event) ? letters.evolve(rows, event) : otherwise)
})

concerned('to answer `nothing` is to answer no keys and no rows, whatever stands beside it in the group', () =>
  fc.assert(
    fc.asyncProperty(
      longHistories,
      fc.constantFrom('a', 'b', 'c'),
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      async (history, letter, isFirst, pageSize) => {
        const rows = async (otherwise: Record<string, never>): Promise<string> => {
          const one = world()
          fill(one, history)
          const picky = onlyOf(letter, otherwise)
          await catchUp(one, { projections: isFirst ? [picky, things] : [things, picky], settings: { pageSize } })
          return dump(one.store, [thingTable, nameLogTable, totalTable])
        }
        assert.is(await rows(nothing), await rows({}))
      }
    ),
    { numRuns: 60 }
  )
)

const encode = createCustomerEventEncoder(nodeEnvironment.sha1)
const registrationOf = (customerId: string) => ({
  ...storedEvent(encode, customerRegistered(), {}),
  streamName: streamName('customer', customerId)
})

concerned('events are told apart by their streams, whoever decoded which of them, and in what order', () => {
  const owner = { kind: 'customer', customerId: 'one', keys: ['one'] } as const
  const one = expectRight(decodeCustomerFeed(registrationOf('one'), owner), 'told whose')
  const two = expectRight(decodeCustomerFeed(registrationOf('two')), 'not told')
  const three = expectRight(decodeCustomerFeed(registrationOf('three')), 'not told')
  const accountOf = (recorded: typeof one) => customerAccount.keysOf(recorded).account
  assert.equal(accountOf(one), ['one'])
  assert.equal(accountOf(three), ['three'])
  assert.equal(accountOf(two), ['two'])
  assert.equal(accountOf(one), ['one'])
})

concerned.run()
