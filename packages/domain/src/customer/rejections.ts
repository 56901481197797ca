import type { Problem } from '../kernel/problem.js'

/** Everything that a well-formed command can be refused for, as values. Nothing here quotes what was submitted. */
export type CustomerRejection =
  | RoleNotAllowed
  | CommandIdReused
  | CustomerNotRegistered
  | CustomerAlreadyRegistered
  | RevisionConflict
  | ImmutableField
  | CountryChangeNotAllowed
  | RuleViolated
  | ConfirmationRequired
  | PurchasingNotAvailable

/** The policy in force gives none of the actor's roles this command, or the actor is of another tenant. */
export interface RoleNotAllowed {
  readonly type: 'RoleNotAllowed'
}

/** This customer knows the commandId with another payload. */
export interface CommandIdReused {
  readonly type: 'CommandIdReused'
}

export interface CustomerNotRegistered {
  readonly type: 'CustomerNotRegistered'
}

/** `differences` are pointers into the account, of what is not as the registration says. */
export interface CustomerAlreadyRegistered {
  readonly type: 'CustomerAlreadyRegistered'
  readonly differences: ReadonlyArray<string>
}

/** The account changed since the caller read it: how far it is, and which fields changed in between. */
export interface RevisionConflict {
  readonly type: 'RevisionConflict'
  /** Decimal. */
  readonly currentRevision: string
  readonly changedFields: ReadonlyArray<string>
}

/** Dotted paths of the command's fields that carry another value than the one that never changes. */
export interface ImmutableField {
  readonly type: 'ImmutableField'
  readonly fields: ReadonlyArray<string>
}

/** The billing country is fixed with the tenant's region; a policy may allow the change. */
export interface CountryChangeNotAllowed {
  readonly type: 'CountryChangeNotAllowed'
}

export const ruleCodes = [
  'CityRequired',
  'StateRequired',
  'StateUnknown',
  'PostalCodeRequired',
  'PostalCodeFormat',
  'PhoneRequired',
  'PhoneFormat',
  'RegistrationNumberRequired',
  'RegistrationNumberFormat',
  'CultureUnsupported',
  'CompanyNameForbidden',
  'ContactNameForbidden',
  'EmailForbidden',
  'ReasonRequired'
] as const
export type RuleCode = (typeof ruleCodes)[number]

/** One rule that a command breaks, and where. */
export interface RuleViolation extends Problem {
  readonly code: RuleCode
}

export interface RuleViolated {
  readonly type: 'RuleViolated'
  readonly problems: ReadonlyArray<RuleViolation>
}

export type WarningCode = 'CompanyNameContainsTopLevelDomain'

/** Something unusual but allowed; it goes through once its code stands in the command's `confirm`. */
export interface Warning extends Problem {
  readonly code: WarningCode
}

export interface ConfirmationRequired {
  readonly type: 'ConfirmationRequired'
  readonly warnings: ReadonlyArray<Warning>
}

export interface PurchasingNotAvailable {
  readonly type: 'PurchasingNotAvailable'
  readonly cause: 'NoEvidence' | 'OfferNotEligible' | 'MarketNotAvailable'
}
