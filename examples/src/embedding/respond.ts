import type { Outcome, Rejection } from '@accountable/domain/application'

const statusOf = ({ type }: Rejection): number => {
  switch (type) {
    case 'InvalidCommand':
      return 400
    case 'RoleNotAllowed':
      return 403
    case 'CustomerNotRegistered':
      return 404
    case 'RevisionConflict': // somebody was quicker: show `changedFields`, read again, let the user decide
    case 'CommandIdReused':
    case 'CustomerAlreadyRegistered':
      return 409
    case 'ConfirmationRequired': // the same command again, with the warnings' codes in `confirm`
    case 'RuleViolated':
    case 'ImmutableField':
    case 'CountryChangeNotAllowed':
    case 'PurchasingNotAvailable':
      return 422
  }
}

/** Every outcome as an HTTP response. Rejections are plain JSON and never quote what was submitted. */
export const respond = (outcome: Outcome): { readonly status: number; readonly body: unknown } => {
  switch (outcome.outcome) {
    case 'accepted':
    case 'unchanged': // everything was so already: success
      return { status: 200, body: { revision: outcome.revision, position: outcome.position } }
    case 'refused':
      return { status: statusOf(outcome.rejection), body: outcome.rejection }
    case 'failed':
      return { status: outcome.retryable ? 503 : 500, body: { cause: outcome.cause } }
  }
}
