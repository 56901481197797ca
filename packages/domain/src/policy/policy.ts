import type { Role } from './roles.js'

/**
 * Who may do what, as data with a version that is stored in each event. An embedding team can pass its own.
 * A command that is not named is nobody's.
 */
export interface Policy {
  readonly version: string
  readonly commands: Readonly<Record<string, ReadonlyArray<Role>>>
  /** Who may see and export the activity log. */
  readonly activityLog: ReadonlyArray<Role>
  /** Whether UpdateBillingInfo may change the country of the billing address; it then needs a reason. */
  readonly countryChangeAllowed: boolean
}

/** True if any of the roles may issue this type of command; a role that nobody knows may do nothing. */
export const mayIssue = (policy: Policy, commandType: string, roles: ReadonlyArray<string>): boolean => {
  const allowed: ReadonlyArray<string> | undefined = Object.hasOwn(policy.commands, commandType)
    ? policy.commands[commandType]
    : undefined
  return allowed !== undefined && roles.some((role) => allowed.includes(role))
}
