import { accountOf, type CustomerAccount, evolve, initialState, purchaseResources } from '@accountable/domain/customer'
import { Erased, isErased, revision } from '@accountable/domain/kernel'
import {
  type AccountOrNothing,
  apply,
  blame,
  diff,
  fieldChanges,
  history,
  type Moment,
  permissionTimeLine,
  stateAsOf,
  stepper,
  type TimedCustomerEvent
} from '@accountable/projections/history'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { historyArbitrary } from './arbitrary-history.js'

const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}

const at = (index: number): Moment => ({ type: 'revision', revision: revision(index) })

const live = (events: ReadonlyArray<TimedCustomerEvent>): CustomerAccount => {
  const state = events.reduce((folded, { event }) => evolve(folded, event), initialState)
  if (state.type === 'NotRegistered') throw new Error('not registered')
  return accountOf(state)
}

const accounts = (events: ReadonlyArray<TimedCustomerEvent>): ReadonlyArray<AccountOrNothing> => {
  const step = stepper()
  return [undefined, ...events.map((event) => step(event).after)]
}

const eachHistory = (check: (events: ReadonlyArray<TimedCustomerEvent>) => void): void =>
  fc.assert(fc.property(historyArbitrary(), check))

const twoPoints = historyArbitrary().chain((events) =>
  fc.tuple(fc.constant(events), fc.nat(events.length - 1), fc.nat(events.length - 1))
)

const laws = suite('the laws of histories', undefined, { timeout: 60_000 })

laws(
  'given any two accounts of a customer, or none, when their changes are applied to one, then it is the other',
  () => {
    fc.assert(
      fc.property(historyArbitrary(), fc.nat(), fc.nat(), (events, i, j) => {
        const all = accounts(events)
        const [a, b] = [all[i % all.length], all[j % all.length]]
        assert.equal(apply(a, fieldChanges(a, b)), b)
      })
    )
  }
)

laws(
  'given any two revisions, when their diff is applied to the first, then it is the second, in either direction',
  () => {
    fc.assert(
      fc.property(twoPoints, ([events, from, to]) => {
        const a = right(stateAsOf(events, at(from))).account
        const b = right(stateAsOf(events, at(to))).account
        assert.equal(apply(a, right(diff(events, at(from), at(to))).changes), b)
      })
    )
  }
)

laws('given any two revisions, when compared the other way round, then from and to change places', () => {
  fc.assert(
    fc.property(twoPoints, ([events, from, to]) => {
      const forth = right(diff(events, at(from), at(to))).changes
      const back = right(diff(events, at(to), at(from))).changes
      const sorted = (changes: typeof forth) => changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))
      assert.equal(
        sorted(back.map(({ path, from: to_, to: from_ }) => ({ path, from: from_, to: to_ }))),
        sorted(forth)
      )
    })
  )
})

laws('given a history, when its rows are applied one after the other, then the account is the live one', () => {
  eachHistory((events) => assert.equal(apply(undefined, history(events)), live(events)))
})

laws('given a history, when a field changes twice, then the second row begins where the first one ended', () => {
  eachHistory((events) => {
    const last = new Map<string, unknown>()
    for (const { path, from, to } of history(events)) {
      assert.equal(from, last.get(path) ?? null)
      last.set(path, to)
    }
  })
})

laws(
  'given a history, then no row says that nothing changed, unless both values are erased and the event says so',
  () => {
    eachHistory((events) => {
      for (const row of history(events)) {
        if (!isErased(row.from) || !isErased(row.to)) assert.is.not(row.from, row.to)
        else {
          const { event } = events[Number(row.revision)] as TimedCustomerEvent
          assert.ok(event.type !== 'CustomerRegistered' && event.data.changes.some(({ path }) => path === row.path))
        }
      }
    })
  }
)

laws(
  'given a history in which people were forgotten, then it has the rows that it had before, with other values',
  () => {
    fc.assert(
      fc.property(
        fc.noShrink(fc.nat()).chain((seed) => {
          const sample = (forget: RegExp | null) =>
            fc.sample(historyArbitrary({ forget: fc.constant(forget) }), { seed, numRuns: 1 })[0] ?? []
          return fc.constant([sample(null), sample(/./)] as const)
        }),
        ([open, forgotten]) => {
          const places = (events: ReadonlyArray<TimedCustomerEvent>) =>
            history(events).map(({ revision: of, path }) => `${of} ${path}`)
          assert.equal(places(forgotten), places(open))
        }
      )
    )
  }
)

laws('given a history, then blame names the last row of each path', () => {
  eachHistory((events) => {
    const last = new Map(history(events).map((row) => [row.path, row]))
    assert.equal(
      blame(events).map(({ path, value, revision: of, commandId }) => ({ path, value, of, commandId })),
      [...last.values()].map(({ path, to, revision: of, commandId }) => ({ path, value: to, of, commandId }))
    )
  })
})

laws(
  'given a history, when it is asked as of its last revision, position or times, then it answers the live account',
  () => {
    eachHistory((events) => {
      const last = events.at(-1) as TimedCustomerEvent
      const moments: ReadonlyArray<Moment> = [
        at(events.length - 1),
        { type: 'position', position: last.stored.position },
        { type: 'time', at: last.effectiveAt, clock: 'effective' },
        { type: 'time', at: last.recordedAt, clock: 'recorded' }
      ]
      for (const moment of moments) {
        const answer = right(stateAsOf(events, moment))
        assert.equal(answer.account, live(events))
        assert.is(answer.revision, String(events.length - 1))
      }
    })
  }
)

laws('given a time, when asked as of it, then the answer is the fold of the events up to it', () => {
  fc.assert(
    fc.property(
      historyArbitrary(),
      fc.nat(60),
      fc.constantFrom('effective' as const, 'recorded' as const),
      (events, s, clock) => {
        const time = Date.parse('2026-01-01T00:00:00.000Z') + s * 1000
        const upTo = events.filter((event) => (clock === 'effective' ? event.effectiveAt : event.recordedAt) <= time)
        const answer = stateAsOf(events, { type: 'time', at: time, clock })
        if (upTo.length === 0) assert.is(E.isLeft(answer) && answer.left.type, 'BeforeTheBeginning')
        else assert.equal(right(answer).account, live(upTo))
      }
    )
  )
})

laws('given a history, then at every revision a permission is on exactly within one of its intervals', () => {
  eachHistory((events) => {
    const intervals = permissionTimeLine(events)
    const step = stepper()
    for (const event of events) {
      const { purchasePermissions } = step(event).after as CustomerAccount
      for (const resource of purchaseResources) {
        const covering = intervals.filter(
          (interval) =>
            interval.resource === resource &&
            BigInt(interval.grant.revision) <= event.stored.revision &&
            (interval.revocation === null || event.stored.revision < BigInt(interval.revocation.revision))
        )
        assert.is(covering.length, purchasePermissions[resource] ? 1 : 0)
      }
    }
  })
})

laws('given a history, then the intervals of a resource follow each other in time', () => {
  eachHistory((events) => {
    for (const resource of purchaseResources) {
      let end = ''
      for (const { from, to } of permissionTimeLine(events).filter((interval) => interval.resource === resource)) {
        assert.ok(end !== null && from >= end && (to === null || to >= from))
        end = to as string
      }
    }
  })
})

laws('given erased values in two accounts that share nothing, then each of them is a change', () => {
  fc.assert(
    fc.property(historyArbitrary({ forget: fc.constant(/^contact:/) }), (events) => {
      const account = live(events)
      const changes = fieldChanges(account, structuredClone(account))
      assert.ok(changes.length > 0)
      assert.ok(changes.every(({ from, to }) => isErased(from) && isErased(to)))
      assert.equal(fieldChanges(account, account), [])
      assert.equal(changes[0]?.to, Erased)
    })
  )
})
laws.run()
