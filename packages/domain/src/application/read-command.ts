import canonicalize from 'canonicalize'
import * as E from 'fp-ts/lib/Either.js'
import { type CustomerCommand, decodeCommand } from '../customer/index.js'
import { Actor } from '../kernel/actor.js'
import { Instant } from '../kernel/instant.js'
import { isJsonObject } from '../kernel/json.js'
import type { Problem } from '../kernel/problem.js'
import { withinLimits } from './limits.js'

/** Input that is no command: its problems, and as plain data what there was of it. */
export interface Unreadable {
  readonly problems: ReadonlyArray<Problem>
  readonly input: unknown
}

const farthestAhead = 5 * 60_000

const isSameActor = (a: unknown, b: Actor): boolean => {
  const decoded = Actor.decode(a)
  return E.isRight(decoded) && canonicalize(decoded.right) === canonicalize(b)
}

/** The caller's actor in the place of the input's, which may repeat it and may not contradict it. */
const withActor = (input: unknown, actor: Actor | undefined): { input: unknown; problems: ReadonlyArray<Problem> } => {
  if (actor === undefined || !isJsonObject(input)) return { input, problems: [] }
  const submitted = input['actor']
  const contradicts = submitted !== undefined && submitted !== null && !isSameActor(submitted, actor)
  return {
    input: { ...input, actor },
    problems: contradicts
      ? [{ path: 'actor', code: 'Mismatch', message: 'expected the actor that the caller authenticated, or none' }]
      : []
  }
}

const fromTheFuture = (input: unknown, now: number): ReadonlyArray<Problem> => {
  const issuedAt = Instant.decode(isJsonObject(input) ? input['issuedAt'] : undefined)
  return E.isRight(issuedAt) && Date.parse(issuedAt.right) > now + farthestAhead
    ? [{ path: 'issuedAt', code: 'InTheFuture', message: 'expected a moment at most 5 minutes ahead of the clock' }]
    : []
}

/** Input of any kind as a command, or all that is wrong with it. Total, bounded in time and memory (`inputLimits`). */
export const readCommand = (
  submitted: unknown,
  actor: Actor | undefined,
  now: number
): E.Either<Unreadable, CustomerCommand> => {
  const limited = withinLimits(submitted)
  if ('problem' in limited) return E.left({ problems: [limited.problem], input: undefined })
  const { input, problems } = withActor(limited.input, actor)
  const decoded = decodeCommand(input)
  const others = [...problems, ...fromTheFuture(input, now)]
  const all = E.isLeft(decoded)
    ? [...decoded.left, ...others.filter(({ path }) => !decoded.left.some((p) => p.path === path))]
    : others
  return E.isRight(decoded) && all.length === 0 ? decoded : E.left({ problems: all, input })
}
