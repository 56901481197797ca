import { type Observable, race, throwError, timer } from 'rxjs'
import type { EngineSettings } from './engine-settings.js'
import { Standby, TransientFailure } from './failure.js'

/** When to try again: for `retry({ delay })`. */
export interface Backoff {
  /** After a transient failure a growing delay, cut short by `stop$`; any other error is passed on. */
  readonly delay: (error: unknown) => Observable<unknown>
  /** Something worked: the next delay is the first one again. */
  readonly reset: () => void
}

export const backoff = (
  { firstDelay, longestDelay, leaseTtl }: EngineSettings,
  stop$: Observable<unknown>,
  tell: (failure: { readonly type: 'standby' } | { type: 'failed'; message: string; failures: number }) => void
): Backoff => {
  let failures = 0
  return {
    delay: (error) => {
      if (error instanceof Standby) {
        tell({ type: 'standby' })
        return race(timer(leaseTtl / 3), stop$)
      }
      if (!(error instanceof TransientFailure)) return throwError(() => error)
      tell({ type: 'failed', message: error.message, failures: ++failures })
      return race(timer(Math.min(firstDelay * 2 ** (failures - 1), longestDelay)), stop$)
    },
    reset: () => {
      failures = 0
    }
  }
}
