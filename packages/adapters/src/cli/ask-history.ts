import { type CustomerHistories, createCustomerHistories, type HistoryAnswer } from '@accountable/projections/history'
import { CommandFailure, exitCode } from './exit-code.js'
import { withEvents } from './open-stores.js'
import { noSuchCustomer } from './require-customer.js'
import type { Terminal } from './terminal.js'

const causes = {
  StoreUnavailable: 'the event store did not answer',
  StreamUnreadable: 'the customer’s stream was deleted, truncated or damaged',
  NewerEvent: 'the customer’s stream holds an event that a later version of this program wrote'
}

const failureOf = (asked: Exclude<HistoryAnswer<never>, { type: 'found' }>): CommandFailure => {
  switch (asked.type) {
    case 'notRegistered':
      return new CommandFailure(noSuchCustomer)
    case 'failed':
      return new CommandFailure(causes[asked.cause], exitCode.unavailable)
    case 'noSuchMoment':
      return new CommandFailure(
        asked.problem.type === 'BeyondTheEnd'
          ? `there is no such revision: the last one is ${asked.problem.lastRevision}`
          : `that is before the customer was registered: effective ${asked.problem.effectiveAt}, recorded ${asked.problem.recordedAt}`
      )
  }
}

/** Asks the event store itself about a customer: the answer, or the reason why there is none. */
export const askHistory = <Answer>(
  terminal: Terminal,
  directory: string,
  question: (histories: CustomerHistories) => Promise<HistoryAnswer<Answer>>
): Promise<Answer> =>
  withEvents(terminal, directory, async ({ eventStore }) => {
    const asked = await question(createCustomerHistories(eventStore))
    if (asked.type === 'found') return asked.answer
    throw failureOf(asked)
  })
