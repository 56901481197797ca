import type { ExecuteOptions } from '@accountable/domain/application'
import type { Role } from '@accountable/domain/policy'

/** What your identity provider proved of the caller: the claims of a verified token, a session of your own. */
export interface Session {
  readonly subject: string
  readonly userName: string
  readonly groups: ReadonlyArray<string>
}

const roleOf: Readonly<Record<string, Role>> = {
  'csp-admins': 'AdminAgent',
  'csp-sales': 'SalesAgent',
  'tenant-owners': 'GlobalAdmin'
}

/** The id is recorded for ever and must outlast names; a group that means no role gives none. */
export const actorOf = ({ subject, userName, groups }: Session): NonNullable<ExecuteOptions['actor']> => ({
  kind: 'user',
  id: subject,
  userPrincipalName: userName,
  roles: groups.flatMap((group) => roleOf[group] ?? [])
})
