import type { ContractCase } from '@accountable/domain/testing'
import { following } from './event-feed-contract/following.js'
import type { OpenedEventFeed } from './event-feed-contract/opened-event-feed.js'
import { pointing } from './event-feed-contract/pointing.js'
import { pulling } from './event-feed-contract/pulling.js'

/**
 * What every EventFeed promises. `open` is called once a case.
 *
 * ```ts
 * for (const { name, run } of eventFeedContract(open)) test(name, run)
 * ```
 */
export const eventFeedContract = (open: () => Promise<OpenedEventFeed>): ReadonlyArray<ContractCase> =>
  Object.entries({ ...pulling, ...pointing, ...following }).map(([name, check]) => ({
    name,
    run: async () => {
      const opened = await open()
      try {
        await check(opened)
      } finally {
        await opened.close()
      }
    }
  }))
