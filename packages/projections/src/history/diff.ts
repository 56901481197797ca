import * as E from 'fp-ts/lib/Either.js'
import { type FieldChange, fieldChanges } from './field-changes.js'
import type { Moment } from './moment.js'
import { ask, type Question } from './question.js'
import { type AccountPoint, type MomentProblem, pointOf, stepAt } from './state-as-of.js'
import type { TimedCustomerEvent } from './steps.js'

/** What lies between two points of a customer's history, whichever is the older. Plain JSON. */
export interface AccountDiff {
  readonly from: AccountPoint
  readonly to: AccountPoint
  readonly changes: ReadonlyArray<FieldChange>
}

/** The difference between the account at one moment and at another. A leaf that changed and changed back is none. */
export const diffQuestion =
  (from: Moment, to: Moment): Question<E.Either<MomentProblem, AccountDiff>> =>
  () => {
    const older = stepAt(from)()
    const newer = stepAt(to)()
    // Erased values cannot be compared: they differ if an event between the two moments says that it changed them.
    const between = new Set<string>()
    return {
      see: (step) => {
        const isByFrom = older.see(step)
        const isByTo = newer.see(step)
        if (isByFrom !== isByTo) for (const { path } of step.changes) between.add(path)
        return isByFrom || isByTo
      },
      answer: () => {
        const a = older.answer()
        const b = newer.answer()
        if (E.isLeft(a)) return a
        if (E.isLeft(b)) return b
        const changes = fieldChanges(a.right.account, b.right.account, (path) => between.has(path))
        return E.right({ from: pointOf(a.right.event), to: pointOf(b.right.event), changes })
      }
    }
  }

/** The difference between a customer's account at one moment and at another, adjacent or not, from all of its events. */
export const diff = (
  events: Iterable<TimedCustomerEvent>,
  from: Moment,
  to: Moment
): E.Either<MomentProblem, AccountDiff> => ask(diffQuestion(from, to), events)
