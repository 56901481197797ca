import * as E from 'fp-ts/lib/Either.js'

/** A port's answer, for what rejects where a port does not answer. */
export const orThrow = <A>(either: E.Either<{ readonly type: string; readonly message?: string }, A>): A => {
  if (E.isLeft(either)) throw new Error(either.left.message ?? either.left.type)
  return either.right
}
