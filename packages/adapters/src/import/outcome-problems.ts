import type { Failed, Outcome, Rejection } from '@accountable/domain/application'
import type { Problem } from '@accountable/domain/kernel'

const failures: Readonly<Record<Failed['cause'], string>> = {
  StoreUnavailable:
    'the event store did not take it: is it there, and has its disk room? Nothing after this was executed: run it again',
  OutcomeUnknown: 'the event store did not say whether it stored this. Nothing after this was executed: run it again',
  TooMuchContention: 'others kept changing this customer. Nothing after this was executed: run it again',
  StreamUnreadable: 'the customer’s stream was deleted, truncated or damaged',
  NewerEvent: 'a later version of this program wrote to the customer’s stream'
}

const rejected = (rejection: Rejection): ReadonlyArray<Problem> => {
  const one = (message: string, path = ''): Problem => ({ path, code: rejection.type, message })
  switch (rejection.type) {
    case 'InvalidCommand':
    case 'RuleViolated':
      return rejection.problems
    case 'ConfirmationRequired':
      return rejection.warnings
    case 'ImmutableField':
      return rejection.fields.map((path) => one('expected the value that it has: it never changes', path))
    case 'RevisionConflict':
      return [one(`the customer is at revision ${rejection.currentRevision}`, 'expectedRevision')]
    case 'PurchasingNotAvailable':
      return [{ path: 'data', code: rejection.cause, message: 'expected evidence of an active plan in this market' }]
    case 'RoleNotAllowed':
      return [one('none of the actor’s roles may do this', 'actor.roles')]
    case 'CommandIdReused':
      return [one('this customer knows the commandId with another payload', 'commandId')]
    case 'CustomerNotRegistered':
      return [one('no customer of that id is registered', 'customerId')]
    case 'CustomerAlreadyRegistered':
      return [one(`the customer is registered otherwise, in ${rejection.differences.length} fields`, 'customerId')]
    case 'CountryChangeNotAllowed':
      return [one('the country of the billing address never changes', 'data.defaultAddress.country')]
  }
}

/** What is wrong where an outcome is no success: dotted paths of the command, codes, and a sentence each for a person. */
export const outcomeProblems = (outcome: Outcome): ReadonlyArray<Problem> => {
  if (outcome.outcome === 'failed') return [{ path: '', code: outcome.cause, message: failures[outcome.cause] }]
  return outcome.outcome === 'refused' ? rejected(outcome.rejection) : []
}
