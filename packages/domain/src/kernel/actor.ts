import * as t from 'io-ts'
import { oneOf, optional, optionalText, text } from './text.js'
import { Uuid } from './uuid.js'

/** Who issues a command. Roles are names; which of them may do what is the policy's affair, unknown ones may do nothing. */
export interface Actor {
  readonly kind: 'user' | 'application' | 'system'
  /** Opaque and lasting; not a name. */
  readonly id: string
  readonly userPrincipalName: string | null
  readonly tenantId: string | null
  readonly roles: ReadonlyArray<string>
}

const mostNames = 64

/** A list of at most 64 names; absent is the empty list. */
export const Names = new t.Type<ReadonlyArray<string>, unknown>(
  'a list of names',
  (u): u is ReadonlyArray<string> => Array.isArray(u) && u.every((item) => typeof item === 'string'),
  (u, context) => {
    if (u === undefined || u === null) return t.success([])
    if (Array.isArray(u) && u.length > mostNames) return t.failure(u, context, `TooLong|at most ${mostNames} names`)
    return t.array(text(256), 'a list of names').validate(u, context)
  },
  t.identity
)

export const Actor: t.Type<Actor, unknown> = t.strict(
  {
    kind: oneOf(['user', 'application', 'system'] as const),
    id: text(256),
    userPrincipalName: optionalText(256),
    tenantId: optional(Uuid),
    roles: Names
  },
  'an actor'
)
