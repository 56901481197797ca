import type { Policy } from './policy.js'
import { roles as knownRoles } from './roles.js'

/** Read models that tell who did and tried what: for those who may see the activity log. */
const logs: ReadonlySet<string> = new Set(['activity-log', 'attempts'])

/**
 * True if any of the roles may see a read model: the logs are for those whom the policy names, everything else for every
 * role that the policy's partner has (partner-center.md §5.2). A role that nobody knows may see nothing. Nothing asks this
 * for a team that embeds the library; it is theirs to ask.
 */
export const mayRead = (policy: Policy, roles: ReadonlyArray<string>, model: string): boolean => {
  const allowed: ReadonlyArray<string> = logs.has(model) ? policy.activityLog : knownRoles
  return roles.some((role) => allowed.includes(role))
}

/** True if any of the roles may take customers' data out: *export activity log*. */
export const mayExport = (policy: Policy, roles: ReadonlyArray<string>): boolean =>
  mayRead(policy, roles, 'activity-log')
