import type { ReadModelStore, Table } from '@accountable/projections'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { everything, type World } from './engine-world.js'
import { name, nameLogTable, thingTable, totalTable } from './toy.js'

export const toyTables: ReadonlyArray<Table> = [thingTable, nameLogTable, totalTable]

/** What a store holds, down to the last stamp, as text. */
export const dump = async (store: ReadModelStore, of: ReadonlyArray<Table> = toyTables): Promise<string> => {
  const tables = await Promise.all(of.map((table) => everything(store, table)))
  const findings = await store.findings('toys')()
  const parked = E.isRight(findings)
    ? [...findings.right].toSorted(([a], [b]) => (a < b ? -1 : 1)).toSorted(([a], [b]) => (a < b ? -1 : 1))
    : findings.left
  return JSON.stringify([...tables, parked], (_, part: unknown) => (typeof part === 'bigint' ? `${part}` : part), 1)
}

export type Step = readonly [stream: string, name: string]

export const times = (count: number, step: (n: number) => Step): ReadonlyArray<Step> =>
  Array.from({ length: count }, (_, n) => step(n))

/** Three customers in turn, each with names of its own letter. */
export const inTurn = (n: number): Step => {
  const letter = 'abc'.charAt(n % 3)
  return [`customer-${letter}`, `${letter} ${n}`]
}

/** Histories of a few customers, with poison, attempts, strangers and names that need care. */
export const histories = fc.array(
  fc.tuple(
    fc.constantFrom('customer-a', 'customer-b', 'customer-c', 'customerAttempt-a', 'other-x'),
    fc.constantFrom('anna', 'bert', 'broken', '', 'Zoë 😀', 'nul \u0000', 'half \ud800')
  ),
  { minLength: 1, maxLength: 40 }
)

/** Longer ones, of more than one slice of a page, in which few customers are parked early. */
export const longHistories: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 11 }).map((n) => `customer-${n}`) },
      { weight: 1, arbitrary: fc.constantFrom('customerAttempt-1', 'customerAttempt-2') },
      { weight: 1, arbitrary: fc.constant('other-x') }
    ),
    fc.oneof(
      { weight: 50, arbitrary: fc.constantFrom('anna', 'bert', 'cora', 'dora', 'emil', '', 'Zoë 😀') },
      { weight: 1, arbitrary: fc.constant('broken') }
    )
  ),
  { minLength: 33, maxLength: 150, size: 'max' }
)

export const fill = ({ log }: World, history: ReadonlyArray<Step>): void => {
  for (const [stream, one] of history) name(log, stream, one)
}

/** A store that an engine at work loses hold of at its nth call: before the call took effect, or just after. */
export const crashing = (store: ReadModelStore, nth: number, moment: 'before' | 'after') => {
  let calls = 0
  let crashed = (): void => {}
  const dead = new Promise<void>((resolve) => {
    crashed = resolve
  })
  let bury = (): void => {}
  const buried = new Promise<void>((resolve) => {
    bury = resolve
  })
  /** A dead engine gets no answer; once it is buried its calls fail, so that its timers end with it. */
  const never = async (): Promise<never> => {
    await buried
    return E.left({ type: 'ReadModelsUnavailable', message: 'crashed' }) as never
  }
  const guard =
    <Arguments extends ReadonlyArray<unknown>, A>(call: (...args: Arguments) => () => Promise<A>) =>
    (...args: Arguments) =>
    async (): Promise<A> => {
      calls += 1
      if (calls > nth) return never()
      if (calls < nth) return call(...args)()
      if (moment === 'after') await call(...args)()
      crashed()
      return never()
    }
  return {
    dead,
    bury: () => bury(),
    store: {
      ...store,
      checkpointOf: guard(store.checkpointOf),
      findings: guard(store.findings),
      loadPage: guard(store.loadPage),
      save: guard(store.save),
      acquireLease: guard(store.acquireLease),
      addMember: guard(store.addMember)
    } as ReadModelStore
  }
}
