import type { EventStore } from '@accountable/domain/application'
import { Uuid } from '@accountable/domain/kernel'
import type { Policy } from '@accountable/domain/policy'
import * as E from 'fp-ts/lib/Either.js'
import { type BlameRow, blameQuestion } from './blame.js'
import { type AccountDiff, diffQuestion } from './diff.js'
import { type HistoryRow, historyQuestion } from './history.js'
import type { Moment } from './moment.js'
import { type PermissionInterval, permissionTimeLineQuestion } from './permission-time-line.js'
import type { Question } from './question.js'
import { type HistoryFailure, readCustomerEvents } from './read-customer-events.js'
import { type AccountAsOf, type MomentProblem, stateAsOfQuestion } from './state-as-of.js'
import { stepper } from './steps.js'

/** An answer about one customer. */
export type HistoryAnswer<Answer> =
  | { readonly type: 'found'; readonly answer: Answer }
  | { readonly type: 'notRegistered' }
  | { readonly type: 'noSuchMoment'; readonly problem: Exclude<MomentProblem, { type: 'CustomerNotRegistered' }> }
  | { readonly type: 'failed'; readonly cause: HistoryFailure; readonly retryable: boolean }

/** The questions of an auditor, asked of the event store itself: never stale, and in the memory that the answer takes. */
export interface CustomerHistories {
  readonly history: (customerId: string) => Promise<HistoryAnswer<ReadonlyArray<HistoryRow>>>
  readonly blame: (customerId: string) => Promise<HistoryAnswer<ReadonlyArray<BlameRow>>>
  readonly diff: (customerId: string, from: Moment, to: Moment) => Promise<HistoryAnswer<AccountDiff>>
  readonly stateAsOf: (customerId: string, moment: Moment) => Promise<HistoryAnswer<AccountAsOf>>
  readonly permissionTimeLine: (customerId: string) => Promise<HistoryAnswer<ReadonlyArray<PermissionInterval>>>
  /** Any other question that can be answered step by step. */
  readonly ask: <Answer>(customerId: string, question: Question<Answer>) => Promise<HistoryAnswer<Answer>>
}

const settled = <Answer>(asked: HistoryAnswer<E.Either<MomentProblem, Answer>>): HistoryAnswer<Answer> => {
  if (asked.type !== 'found') return asked
  if (E.isRight(asked.answer)) return { type: 'found', answer: asked.answer.right }
  const problem = asked.answer.left
  return problem.type === 'CustomerNotRegistered' ? { type: 'notRegistered' } : { type: 'noSuchMoment', problem }
}

/** Histories over an event store. `policy` says which roles may toggle permissions. Asks no role: who may see what is the embedding team's to decide. */
export const createCustomerHistories = (
  eventStore: EventStore,
  { policy }: { readonly policy?: Policy } = {}
): CustomerHistories => {
  const ask: CustomerHistories['ask'] = async (customerId, question) => {
    const id = Uuid.decode(customerId)
    if (E.isLeft(id)) return { type: 'notRegistered' }
    const inquiry = question()
    const step = stepper()
    let isRegistered = false
    for await (const event of readCustomerEvents(eventStore, id.right)) {
      if (E.isLeft(event)) {
        return { type: 'failed', cause: event.left, retryable: event.left === 'StoreUnavailable' }
      }
      const taken = step(event.right)
      isRegistered ||= taken.after !== undefined
      if (!inquiry.see(taken)) break
    }
    return isRegistered ? { type: 'found', answer: inquiry.answer() } : { type: 'notRegistered' }
  }
  return {
    ask,
    history: (customerId) => ask(customerId, historyQuestion),
    blame: (customerId) => ask(customerId, blameQuestion),
    diff: async (customerId, from, to) => settled(await ask(customerId, diffQuestion(from, to))),
    stateAsOf: async (customerId, moment) => settled(await ask(customerId, stateAsOfQuestion(moment))),
    permissionTimeLine: (customerId) => ask(customerId, permissionTimeLineQuestion(policy))
  }
}
