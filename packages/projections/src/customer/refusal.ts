import type { Rejection } from '@accountable/domain/application'

/** What a refusal names: codes for programs, and fields. */
export interface Refusal {
  readonly codes: ReadonlyArray<string>
  readonly fields: ReadonlyArray<string>
}

/** Where a command's data lies in the account. */
const roots: Readonly<Record<string, string>> = {
  RegisterCustomer: '',
  UpdateCompanyDetails: '/companyProfile',
  UpdateBillingInfo: '/billingProfile'
}

/** A field of a command as the account calls it, a JSON pointer; a field of the envelope stays a dotted path. */
const accountField = (commandType: string, path: string): string => {
  const root = roots[commandType]
  return root === undefined || !path.startsWith('data.') ? path : `${root}/${path.slice(5).replaceAll('.', '/')}`
}

const named = (problems: ReadonlyArray<{ readonly path: string; readonly code: string }>): Refusal => ({
  codes: [...new Set(problems.map(({ code }) => code))],
  fields: [...new Set(problems.map(({ path }) => path))]
})

const namesIn = (rejection: Rejection): Refusal => {
  switch (rejection.type) {
    case 'InvalidCommand':
    case 'RuleViolated':
      return named(rejection.problems ?? [])
    case 'ConfirmationRequired':
      return named(rejection.warnings ?? [])
    case 'ImmutableField':
      return { codes: [], fields: rejection.fields ?? [] }
    case 'CustomerAlreadyRegistered':
      return { codes: [], fields: rejection.differences ?? [] }
    case 'RevisionConflict':
      return { codes: [], fields: rejection.changedFields ?? [] }
    case 'PurchasingNotAvailable':
      return { codes: [rejection.cause], fields: [] }
    default:
      return { codes: [], fields: [] }
  }
}

/** Total, and tolerant of what an older or a newer version stored: a refusal that says less names less. Each field once. */
export const refusalOf = (commandType: string, rejection: Rejection): Refusal => {
  const { codes, fields } = namesIn(rejection)
  return { codes, fields: [...new Set(fields.map((field) => accountField(commandType, field)))] }
}
