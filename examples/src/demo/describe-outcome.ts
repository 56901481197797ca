import type { Failed, Outcome } from '@accountable/domain/application'
import type { Problem } from '@accountable/domain/kernel'

const failures: Readonly<Record<Failed['cause'], string>> = {
  StoreUnavailable:
    'the event store did not take it: is it there, and has its disk room? Nothing after this was executed: run it again',
  OutcomeUnknown: 'the event store did not say whether it stored this. Nothing after this was executed: run it again',
  TooMuchContention: 'others kept changing this customer. Nothing after this was executed: run it again',
  StreamUnreadable: 'the customer’s stream was deleted, truncated or damaged',
  NewerEvent: 'a later version of this program wrote to the customer’s stream'
}

/** What a person would have to mend: input that is no command, or a store that failed. */
export const describeOutcome = (outcome: Outcome): ReadonlyArray<Problem> => {
  if (outcome.outcome === 'failed') return [{ path: '', code: outcome.cause, message: failures[outcome.cause] }]
  return outcome.outcome === 'refused' && outcome.rejection.type === 'InvalidCommand' ? outcome.rejection.problems : []
}
