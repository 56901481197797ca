import { setTimeout as sleep } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { CallFailure } from './call-failure.js'

const firstPause = 25
const longestPause = 2_000

/** Milliseconds to wait after so many failures: doubled each time up to two seconds, and half of it left to chance. */
export const pauseAfter = (failures: number, chance: number = Math.random()): number =>
  Math.min(longestPause, firstPause * 2 ** (failures - 1)) * (0.5 + chance / 2)

/** Tries again after transient failures, for so many milliseconds since the first try. */
export const withRetry =
  <A>(patience: number, attempt: TaskEither<CallFailure, A>): TaskEither<CallFailure, A> =>
  async () => {
    const start = performance.now()
    for (let failures = 1; ; failures++) {
      const outcome = await attempt()
      const pause = pauseAfter(failures)
      if (E.isRight(outcome) || outcome.left.type !== 'Transient') return outcome
      if (performance.now() - start + pause > patience) return outcome
      await sleep(pause)
    }
  }
