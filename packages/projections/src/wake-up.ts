import { BehaviorSubject, filter, map, type Observable, race, take, timer } from 'rxjs'

/** Tells a reader at the end of the log when to look again, and loses no hint that came while it was looking. */
export interface WakeUp {
  /** Take it before a pull … */
  readonly now: () => number
  /** … and wait with it after an empty one: emits once, for a hint since then or after `atMost` milliseconds. */
  readonly since: (moment: number, atMost: number) => Observable<void>
  readonly close: () => void
}

/** One subscription to the hints, for as long as the engine runs. */
export const wakeUp = (hints$: Observable<void>): WakeUp => {
  const count$ = new BehaviorSubject(0)
  // Hints that end, or err against their contract, are hints that are missing: whoever waits looks again all the same.
  const subscription = hints$.subscribe({ next: () => count$.next(count$.value + 1), error: () => {} })
  return {
    now: () => count$.value,
    since: (moment, atMost) =>
      race(count$.pipe(filter((count) => count > moment)), timer(atMost)).pipe(
        take(1),
        map(() => undefined)
      ),
    close: () => subscription.unsubscribe()
  }
}
