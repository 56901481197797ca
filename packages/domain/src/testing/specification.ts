/* oxlint-disable unicorn/no-thenable -- the third word of the sentence; nothing here is ever awaited */
import * as E from 'fp-ts/lib/Either.js'
import type { Decider } from '../kernel/decider.js'
import { fold } from '../kernel/decider.js'
import { differences } from './differences.js'

/** What a command comes to that finds everything so already. */
export const unchanged: unique symbol = Symbol('unchanged')

export interface Then<Event, Rejection> {
  /** @throws Error with every difference, where the decision is another one. */
  readonly then: (expected: ReadonlyArray<Event> | Rejection | typeof unchanged) => void
}

export interface When<Command, Event, Rejection> {
  readonly when: (command: Command) => Then<Event, Rejection>
}

export interface Given<Command, Event, Rejection> {
  readonly given: (events: ReadonlyArray<Event>) => When<Command, Event, Rejection>
}

const describe = (outcome: object): unknown =>
  Array.isArray(outcome) ? (outcome.length === 0 ? 'unchanged' : { events: outcome }) : { rejection: outcome }

/**
 * Given what happened, when a command comes, then these events follow, or this rejection, or nothing. Knows no test runner:
 * a difference is an Error that names it.
 *
 * ```ts
 * const { given } = specificationOf(createCustomerDecider({ policy, countryRules }))
 * given([customerRegistered()]).when(revokePurchasePermission()).then(unchanged)
 * ```
 */
export const specificationOf = <Command, State, Event extends object, Rejection extends object>(
  decider: Decider<Command, State, Event, Rejection>
): Given<Command, Event, Rejection> => ({
  given: (events) => ({
    when: (command) => ({
      // biome-ignore lint/suspicious/noThenProperty: the third word of the sentence; nothing here is ever awaited
      then: (expected) => {
        const decision = decider.decide(command, fold(decider)(events))
        const actual = E.isLeft(decision) ? decision.left : decision.right
        const wanted = expected === unchanged ? [] : expected
        const found = differences(describe(actual), describe(wanted))
        if (found.length > 0) throw new Error(`another decision than expected:\n  ${found.join('\n  ')}`)
      }
    })
  })
})
