import type { Actor } from '@accountable/domain/kernel'
import { roles } from '@accountable/domain/policy'
import { array, multioption, oneOf, option, string } from 'cmd-ts'

/** Who acts, and as what. */
export const whoArguments = (description: string) => ({
  actor: option({ long: 'actor', description, type: { ...string, displayName: 'ID' } }),
  roles: multioption({ long: 'role', description: 'one of their roles; can be repeated', type: array(oneOf(roles)) })
})

export interface GivenActor {
  readonly actor: string
  readonly roles: ReadonlyArray<string>
}

/** The actor that the arguments name. */
export const userOf = ({ actor, roles: given }: GivenActor): Actor => ({
  kind: 'user',
  id: actor,
  userPrincipalName: null,
  tenantId: null,
  roles: given
})
