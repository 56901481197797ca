import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'

/** Work that happens between two turns of the event loop, which makes it a transaction. */
export const now =
  <Failure, A>(work: () => E.Either<Failure, A>): TaskEither<Failure, A> =>
  async () =>
    work()

/** The same, for work that answers nothing and cannot fail. */
export const done = (work: () => void): TaskEither<never, void> =>
  now(() => {
    work()
    return E.right(undefined)
  })
