import { comparePositions, type Position } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { EventStoreDBCalls } from './calls.js'
import { pauseAfter } from './with-retry.js'

export interface Following {
  readonly calls: EventStoreDBCalls
  readonly prefixes: ReadonlyArray<string>
  /** Milliseconds without a message after which the subscription is checked. */
  readonly idleCheck: number
  readonly after: Position | undefined
  /** Called when there may be something to read; at most once a turn of the event loop. */
  readonly hint: () => void
}

/**
 * Follows the log's end with one subscription, as a wake-up and nothing else: no position of it is ever used. After whatever
 * error it subscribes again. Each time, and when it has been silent for long, the log's head is read: what lies beyond the head
 * seen before is hinted at, so no gap between two subscriptions is missed. If the head has moved while the subscription said
 * nothing, foreign records or a stalled subscription look alike from here, so it is renewed; if not, all is idle.
 *
 * Answers how to stop.
 */
export const follow = ({ calls, prefixes, idleCheck, after, hint }: Following): (() => void) => {
  let seen = after
  let failures = 0
  let stopped = false
  let spoke = false
  let hinted = false
  let unsubscribe: (() => void) | undefined
  let watchdog: NodeJS.Timeout | undefined
  let subscription = 0

  const hintSoon = (): void => {
    if (hinted) return
    hinted = true
    setImmediate(() => {
      hinted = false
      if (!stopped) hint()
    })
  }

  /** Hints if the head lies beyond what was seen. Answers whether it does; nothing when it could not be read. */
  const compareWithHead = async (): Promise<boolean | undefined> => {
    const page = await calls.readAll({ from: 'end', limit: 1, prefixes: [] })()
    if (E.isLeft(page)) return undefined
    const head = page.right[0]?.position
    if (head === undefined || (seen !== undefined && comparePositions(head, seen) <= 0)) return false
    seen = head
    hintSoon()
    return true
  }

  const later = (milliseconds: number, what: () => void): void => {
    clearTimeout(watchdog)
    if (calls.isClosed()) return
    watchdog = setTimeout(what, milliseconds)
  }

  const again = (): void => {
    unsubscribe?.()
    subscription++
    failures++
    later(pauseAfter(failures), connect)
  }

  const check = async (): Promise<void> => {
    const checked = subscription
    if (spoke) {
      spoke = false
      later(idleCheck, () => void check())
      return
    }
    const moved = await compareWithHead()
    if (stopped || checked !== subscription) return
    if (moved === false) later(idleCheck, () => void check())
    else again()
  }

  /** What was added before this subscription, and after the one before it. */
  const coverGap = async (isMine: () => boolean): Promise<void> => {
    if ((await compareWithHead()) === undefined && isMine()) again()
  }

  const connect = (): void => {
    const mine = ++subscription
    const isMine = (): boolean => !stopped && mine === subscription
    unsubscribe = calls.subscribe(prefixes, {
      confirmed: () => {
        if (!isMine()) return
        failures = 0
        void coverGap(isMine)
      },
      event: () => {
        spoke = true
        if (isMine()) hintSoon()
      },
      alive: () => {
        spoke = true
      },
      ended: () => {
        if (isMine()) again()
      }
    })
    later(idleCheck, () => void check())
  }

  connect()
  return () => {
    stopped = true
    clearTimeout(watchdog)
    unsubscribe?.()
  }
}
