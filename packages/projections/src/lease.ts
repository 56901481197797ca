import { answerOf, Standby } from './failure.js'
import type { ReadModelStore } from './read-model-store.js'
import type { Share } from './share.js'

/** The lease of one group or partition. */
export interface Lease {
  /** Takes or renews it. @throws Standby while somebody else has it, or should have it; TransientFailure. */
  readonly take: () => Promise<void>
  /** Whether it should go to another process. */
  readonly mustYield: () => boolean
  /** After whatever is under way. Where the store does not answer, its time will end it. */
  readonly giveUp: () => Promise<void>
}

export const createLease = (
  store: Pick<ReadModelStore, 'acquireLease' | 'releaseLease'>,
  { name, owner, ttl, share }: { name: string; owner: string; ttl: number; share: Share | undefined }
): Lease => {
  let isClaimed = false
  let last: Promise<unknown> = Promise.resolve()
  /** One call after another: a renewal that the store answers late must not undo a release. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
  const unclaim = (): void => {
    if (isClaimed) share?.unclaim()
    isClaimed = false
  }
  return {
    take: () =>
      inTurn(async () => {
        if (share !== undefined && !isClaimed) {
          if (!(await share.claim())) throw new Standby()
          isClaimed = true
        }
        if (await answerOf(store.acquireLease(name, owner, ttl))) return
        unclaim()
        throw new Standby()
      }),
    mustYield: () => isClaimed && share?.mustYield() === true,
    giveUp: () => {
      unclaim()
      return inTurn(async () => {
        await store.releaseLease(name, owner)()
        unclaim()
      })
    }
  }
}
