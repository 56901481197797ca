import { expectThat } from '@accountable/domain/testing'
import { firstValueFrom, type Observable, timeout } from 'rxjs'
import type { Check } from './opened-event-feed.js'
import { append, fresh } from './steps.js'

/** A hint, or an error after ten seconds: the only clock in this suite, and only for a failure. */
const hint = (hints$: Observable<void>): Promise<void> => firstValueFrom(hints$.pipe(timeout(10_000)))

/** Waits for a condition, or fails after ten seconds. */
const until = async (condition: () => boolean, what: string): Promise<void> => {
  for (let waited = 0; !condition(); waited += 10) {
    expectThat(waited < 10_000, what)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export const following: Record<string, Check> = {
  'appended$ hints at records that were there before anybody listened': async (opened) => {
    const end = await append(opened, fresh('customer'))
    await append(opened, fresh('customer'))
    await hint(opened.eventFeed.appended$(end))
    await hint(opened.eventFeed.appended$(undefined))
  },

  'appended$ hints after each append, and goes on': async (opened) => {
    const end = await append(opened, fresh('customer'))
    let hints = 0
    let ended = false
    const finish = (): void => {
      ended = true
    }
    const listening = opened.eventFeed
      .appended$(end)
      .subscribe({ next: () => hints++, complete: finish, error: finish })
    try {
      for (let round = 0; round < 3; round++) {
        const before = hints
        await append(opened, fresh(round === 1 ? 'customerAttempt' : 'customer'))
        await until(() => hints > before, 'a hint after an append')
      }
      expectThat(!ended, 'hints that neither complete nor err')
    } finally {
      listening.unsubscribe()
    }
  },

  'many may listen': async (opened) => {
    const end = await append(opened, fresh('customer'))
    const hints = Array.from({ length: 3 }, () => hint(opened.eventFeed.appended$(end)))
    await append(opened, fresh('customer'))
    await Promise.all(hints)
  }
}
