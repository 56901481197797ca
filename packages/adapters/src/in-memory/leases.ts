import type { ReadModelStore } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { done, now } from './between-turns.js'

interface Lease {
  readonly owner: string
  /** By a clock that never goes backwards. */
  readonly until: number
}

type Leases = Pick<ReadModelStore, 'acquireLease' | 'releaseLease' | 'isLeased'>

/** Which engine of this process has which group. */
export const createLeases = (): Leases => {
  const leases = new Map<string, Lease>()
  return {
    acquireLease: (group, owner, ttl) =>
      now(() => {
        const lease = leases.get(group)
        const moment = performance.now()
        const free = lease === undefined || lease.owner === owner || lease.until <= moment
        if (free) leases.set(group, { owner, until: moment + ttl })
        return E.right(free)
      }),
    releaseLease: (group, owner) =>
      done(() => {
        if (leases.get(group)?.owner === owner) leases.delete(group)
      }),

    isLeased: (group) => now(() => E.right((leases.get(group)?.until ?? 0) > performance.now()))
  }
}
