import type { Problem } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { ReachFailure } from '../reach.js'
import type { ReadModelsUnavailable } from '../read-model-store.js'

/** An argument that nothing could be asked with: `path` is its name, dotted where it has parts. */
export interface InvalidQuery extends Problem {
  readonly type: 'InvalidQuery'
}

export type QueryFailure = ReachFailure | InvalidQuery

/** What a query answers. It rejects for programmers' errors only. */
export type Answer<A> =
  | { readonly outcome: 'answered'; readonly value: A }
  | { readonly outcome: 'failed'; readonly failure: QueryFailure }

/** A failure on its way out of a query. */
export class Failed extends Error {
  readonly failure: QueryFailure
  constructor(failure: QueryFailure) {
    super(failure.type)
    this.failure = failure
  }
}

export const invalid = (path: string, code: string, expected: string): InvalidQuery => ({
  type: 'InvalidQuery',
  path,
  code,
  message: `expected ${expected}`
})

/** Runs a query's body; what it throws as `Failed` becomes the answer. */
export const answer = async <A>(body: () => Promise<A>): Promise<Answer<A>> => {
  try {
    return { outcome: 'answered', value: await body() }
  } catch (thrown) {
    if (thrown instanceof Failed) return { outcome: 'failed', failure: thrown.failure }
    throw thrown
  }
}

export const orFail = <A>(either: E.Either<ReachFailure | ReadModelsUnavailable, A>): A => {
  if (E.isLeft(either)) throw new Failed(either.left)
  return either.right
}
