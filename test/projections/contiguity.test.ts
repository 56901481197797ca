import type { StoredEvent } from '@accountable/domain/kernel'
import type { EventFeed } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { filter } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, reached, type World, world } from './engine-world.js'
import { dump, fill, type Step } from './law-world.js'
import { catchUp } from './session-world.js'
import { nameLogTable } from './toy.js'

const story: ReadonlyArray<Step> = [
  ['customer-a', 'a0'],
  ['customer-a', 'a1'],
  ['customer-b', 'b0'],
  ['customer-a', 'a2'],
  ['customer-a', 'a3'],
  ['customer-b', 'b1'],
  ['customer-a', 'a4'],
  ['customer-b', 'b2']
]

interface Fault {
  /** What a page becomes, where it has an event and the next one of its stream; both at these places. */
  readonly of: (events: ReadonlyArray<StoredEvent>, first: number, second: number) => ReadonlyArray<StoredEvent>
  /** Revisions of the customer's that come before the one that must wait, which is that of the nth event, or of the next one. */
  readonly kept: (nth: number) => number
  readonly waits: (nth: number) => number
  readonly reason: (nth: number) => { readonly code: string; readonly message: string }
}

const gap = (nth: number) => ({ code: 'Gap', message: `revision ${nth} is missing before revision ${nth + 1}` })

const faults: Readonly<Record<string, Fault>> = {
  'loses one': {
    of: (events, first) => events.toSpliced(first, 1),
    kept: (nth) => nth,
    waits: (nth) => nth + 1,
    reason: gap
  },
  'repeats one': {
    of: (events, first) => events.toSpliced(first, 0, ...events.slice(first, first + 1)),
    kept: (nth) => nth + 1,
    waits: (nth) => nth,
    reason: (nth) => ({ code: 'Repeated', message: `revision ${nth} came after revision ${nth}` })
  },
  'swaps two': {
    of: (events, first, second) => {
      const [one, other] = [events[first], events[second]] as [StoredEvent, StoredEvent]
      return events.with(first, other).with(second, one)
    },
    kept: (nth) => nth,
    waits: (nth) => nth + 1,
    reason: gap
  }
}

/** A feed that does so to the customer's nth event and the one after it, as often as it is asked for them or the first time. */
const faulty = ({ feed }: World, { of }: Fault, nth: number, often: number): EventFeed => {
  let times = 0
  const readAll: EventFeed['readAll'] = (after, limit) => async () => {
    const page = await feed.readAll(after, limit)()
    if (E.isLeft(page)) return page
    const events = [...page.right.events]
    const placeOf = (revision: number): number =>
      events.findIndex((one) => one.streamName === 'customer-a' && one.revision === BigInt(revision))
    const [first, second] = [placeOf(nth), placeOf(nth + 1)]
    const isIn = first >= 0 && second >= 0
    return isIn && ++times <= often ? E.right({ ...page.right, events: of(events, first, second) }) : page
  }
  return { ...feed, readAll }
}

const namesOf = async ({ store }: World, customer: string): Promise<ReadonlyArray<unknown>> =>
  (await everything(store, nameLogTable))
    .map(({ row }) => row)
    .filter(({ customerId }) => customerId === customer)
    .map(({ to }) => to)

/** What an engine made of it, why it read again, and what was there of the customer whenever it did. */
const run = async (one: World, feed: EventFeed, pageSize: number) => {
  const engine = one.run({ feed, settings: { pageSize } })
  const messages: string[] = []
  const there: Promise<ReadonlyArray<unknown>>[] = []
  engine.signals$.pipe(filter(({ signal }) => signal.type === 'failed')).subscribe(({ signal }) => {
    if (signal.type === 'failed') messages.push(signal.message)
    there.push(namesOf(one, 'a'))
  })
  await reached(engine, one)
  await engine.stop()
  const findings = await one.store.findings('toys')()
  assert.ok(E.isRight(findings))
  return { messages, there: await Promise.all(there), findings: findings.right }
}

const given = (): World => {
  const one = world()
  fill(one, story)
  return one
}

const contiguity = suite('events of a customer that do not come one after the other')

for (const [what, fault] of Object.entries(faults))
  for (const [way, pageSize] of Object.entries({ 'in one page': 100, 'in one of two pages': 4 }))
    for (const nth of [0, 1, 3]) {
      const names = ['a0', 'a1', 'a2', 'a3', 'a4']
      const before = names.slice(0, fault.kept(nth))
      const again = `customer-a: ${fault.reason(nth).message}; reading again`

      contiguity(
        `given a feed that ${what} from ${nth} on, ${way}, then the customer waits there, and nobody else`,
        async () => {
          const one = given()
          const { messages, there, findings } = await run(
            one,
            faulty(one, fault, nth, Number.POSITIVE_INFINITY),
            pageSize
          )
          const parked = findings.get('customer-a')?.parked
          const waiting = one.log.records.find(
            ({ streamName, revision }) => streamName === 'customer-a' && revision === BigInt(fault.waits(nth))
          )
          assert.equal([...findings.keys()], ['customer-a'])
          assert.equal([parked?.reason, parked?.eventId], [fault.reason(nth), waiting?.eventId])
          assert.equal(messages, [again])
          assert.equal(
            there,
            [before.slice(0, there[0]?.length)],
            'nothing behind it was saved before it was read again'
          )
          assert.equal(await namesOf(one, 'a'), before)
          assert.equal(await namesOf(one, 'b'), ['b0', 'b1', 'b2'])
        }
      )

      contiguity(
        `given a feed that ${what} from ${nth} on once, ${way}, then it is noticed, and all is as it should be`,
        async () => {
          const one = given()
          const { messages, there, findings } = await run(one, faulty(one, fault, nth, 1), pageSize)
          assert.equal(messages, [again])
          assert.equal(
            there,
            [before.slice(0, there[0]?.length)],
            'nothing behind it was saved before it was read again'
          )
          assert.is(findings.size, 0)
          const healthy = given()
          await catchUp(healthy)
          assert.is(await dump(one.store), await dump(healthy.store))
        }
      )
    }

contiguity.run()
