import { type Observable, of, race, throwError, timer } from 'rxjs'
import type { EngineSettings } from './engine-settings.js'
import type { EngineSignal } from './engine-signal.js'
import { MovedOn, Standby, TransientFailure } from './failure.js'

/** When to try again: for `retry({ delay })`. */
export interface Backoff {
  /**
   * After a transient failure a growing delay, cut short by `stop$`; none where somebody else saved. Any other error is passed
   * on.
   */
  readonly delay: (error: unknown) => Observable<unknown>
  /** Something worked: the next delay is the first one again. */
  readonly reset: () => void
}

export const backoff = (
  { firstDelay, longestDelay, leaseTtl }: EngineSettings,
  stop$: Observable<unknown>,
  tell: (signal: EngineSignal) => void
): Backoff => {
  let failures = 0
  return {
    delay: (error) => {
      if (error instanceof Standby) {
        tell({ type: 'standby', checkpoint: error.checkpoint })
        return race(timer(leaseTtl / 3), stop$)
      }
      if (error instanceof MovedOn) return of(undefined)
      if (!(error instanceof TransientFailure)) return throwError(() => error)
      tell({ type: 'failed', message: error.message, failures: ++failures })
      return race(timer(Math.min(firstDelay * 2 ** (failures - 1), longestDelay)), stop$)
    },
    reset: () => {
      failures = 0
    }
  }
}
