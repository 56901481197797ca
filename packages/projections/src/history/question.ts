import { type HistoryStep, stepper, type TimedCustomerEvent } from './steps.js'

/** Somebody who looks at a history step by step and answers in the end, so that nobody must hold all of it in memory. */
export interface Inquiry<Answer> {
  /** False when later steps cannot change the answer. */
  readonly see: (step: HistoryStep) => boolean
  readonly answer: () => Answer
}

/** What can be asked of a customer's history, as often as wanted: each asking is an inquiry of its own. */
export type Question<Answer> = () => Inquiry<Answer>

/** Puts a question to a customer's events, all of them from revision 0 on, oldest first. */
export const ask = <Answer>(question: Question<Answer>, events: Iterable<TimedCustomerEvent>): Answer => {
  const inquiry = question()
  const step = stepper()
  for (const event of events) if (!inquiry.see(step(event))) break
  return inquiry.answer()
}
