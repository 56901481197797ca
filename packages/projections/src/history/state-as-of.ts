import type { CustomerAccount } from '@accountable/domain/customer'
import { formatPosition, formatRevision } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { isBy, type Moment } from './moment.js'
import { isoTime } from './provenance.js'
import { ask, type Question } from './question.js'
import type { HistoryStep, TimedCustomerEvent } from './steps.js'

/** Which revision of a customer an answer is true of, and since when. Plain JSON. */
export interface AccountPoint {
  /** Decimal. */
  readonly revision: string
  /** `commit:prepare`. */
  readonly position: string
  /** ISO 8601, UTC, of that revision's event. */
  readonly effectiveAt: string
  readonly recordedAt: string
}

/** An account as it was. */
export interface AccountAsOf extends AccountPoint {
  readonly account: CustomerAccount
}

/** Why there is no account at a moment. */
export type MomentProblem =
  /** The customer was registered later; when, on both clocks, ISO 8601. */
  | { readonly type: 'BeforeTheBeginning'; readonly effectiveAt: string; readonly recordedAt: string }
  /** There is no such revision yet; which is the last one, decimal. */
  | { readonly type: 'BeyondTheEnd'; readonly lastRevision: string }
  /** Nobody of that id was registered. */
  | { readonly type: 'CustomerNotRegistered' }

export const pointOf = ({ stored, effectiveAt, recordedAt }: TimedCustomerEvent): AccountPoint => ({
  revision: formatRevision(stored.revision),
  position: formatPosition(stored.position),
  effectiveAt: isoTime(effectiveAt),
  recordedAt: isoTime(recordedAt)
})

/** An event and the account after it. */
interface Reached {
  readonly event: TimedCustomerEvent
  readonly account: CustomerAccount
}

/** The last step at or before a moment. Times in a stream never fall, so the first event after it ends the search. */
export const stepAt =
  (moment: Moment): Question<E.Either<MomentProblem, Reached>> =>
  () => {
    let first: TimedCustomerEvent | undefined
    let last: HistoryStep | undefined
    const problem = (): MomentProblem => {
      if (first === undefined) return { type: 'CustomerNotRegistered' }
      return {
        type: 'BeforeTheBeginning',
        effectiveAt: isoTime(first.effectiveAt),
        recordedAt: isoTime(first.recordedAt)
      }
    }
    return {
      see: (step) => {
        first ??= step.event
        if (!isBy(moment, step.event)) return false
        last = step
        return true
      },
      answer: () => {
        if (last === undefined) return E.left(problem())
        if (last.after === undefined) return E.left({ type: 'CustomerNotRegistered' })
        const { revision } = last.event.stored
        return moment.type === 'revision' && revision < moment.revision
          ? E.left({ type: 'BeyondTheEnd', lastRevision: formatRevision(revision) })
          : E.right({ event: last.event, account: last.after })
      }
    }
  }

/** The account at a moment; a time or a position after the last event is the account as it is now. */
export const stateAsOfQuestion =
  (moment: Moment): Question<E.Either<MomentProblem, AccountAsOf>> =>
  () => {
    const { see, answer } = stepAt(moment)()
    return {
      see,
      answer: () => E.map(({ account, event }: Reached) => ({ account, ...pointOf(event) }))(answer())
    }
  }

/** A customer's account as it was at a moment, from all of its events. */
export const stateAsOf = (events: Iterable<TimedCustomerEvent>, moment: Moment): E.Either<MomentProblem, AccountAsOf> =>
  ask(stateAsOfQuestion(moment), events)
