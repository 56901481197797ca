import type { ContractCase } from './contract-case.js'
import { appending } from './event-store-contract/appending.js'
import { deletion } from './event-store-contract/deletion.js'
import { keeping } from './event-store-contract/keeping.js'
import type { OpenedEventStore } from './event-store-contract/opened-event-store.js'
import { reading } from './event-store-contract/reading.js'
import { refusing } from './event-store-contract/refusing.js'

/**
 * What every EventStore promises. `open` is called once a case; with `deletion`, what it opens can delete streams.
 *
 * ```ts
 * for (const { name, run } of eventStoreContract(open)) test(name, run)
 * ```
 */
export const eventStoreContract = (
  open: () => Promise<OpenedEventStore>,
  options: { readonly deletion?: boolean } = {}
): ReadonlyArray<ContractCase> => {
  const checks = { ...reading, ...keeping, ...appending, ...refusing, ...(options.deletion === true ? deletion : {}) }
  return Object.entries(checks).map(([name, check]) => ({
    name,
    run: async () => {
      const opened = await open()
      try {
        await check(opened.eventStore, opened)
      } finally {
        await opened.close()
      }
    }
  }))
}
