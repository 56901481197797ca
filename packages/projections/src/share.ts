import { exhaustMap, firstValueFrom, ReplaySubject, timer } from 'rxjs'
import type { EngineSettings } from './engine-settings.js'
import { answerOf } from './failure.js'
import type { ReadModelStore } from './read-model-store.js'

/** How many partitions of a group are this process's, so that all processes have about as many. */
export interface Share {
  /** Counts one more partition as ours, unless we have enough. */
  readonly claim: () => Promise<boolean>
  readonly unclaim: () => void
  /** Whether we have more than our share: another process has come. */
  readonly mustYield: () => boolean
  /** An engine of ours stopped by itself: whoever else is there may do better, and gets all of it. */
  readonly withdraw: () => void
  /** Leaves the work to the others. */
  readonly stop: () => Promise<void>
}

export interface SharedGroup {
  readonly store: Pick<ReadModelStore, 'acquireLease' | 'releaseLease' | 'isLeased'>
  readonly group: string
  readonly partitions: number
  readonly owner: string
  readonly settings: Pick<EngineSettings, 'leaseTtl'>
}

/**
 * Each process has a seat, which is a lease, and there are as many seats as partitions. With so many seats taken, a process has
 * that part of the partitions; where they do not come out even, the first seats have one more. A process that dies leaves its
 * seat when the lease ends, and the others take what was its.
 */
export const shareWork = ({ store, group, partitions, owner, settings }: SharedGroup): Share => {
  const seatName = (seat: number): string => `${group} seat ${seat}/${partitions}`
  const looked$ = new ReplaySubject<void>(1)
  let seat: number | undefined
  let quota = 0
  let claimed = 0
  let hasWithdrawn = false

  const isTaken = async (one: number): Promise<boolean> => {
    const name = seatName(one)
    if (seat === undefined || seat === one) {
      const isOurs = await answerOf(store.acquireLease(name, owner, settings.leaseTtl))
      if (isOurs) seat = one
      else if (seat === one) seat = undefined
      if (isOurs) return true
    }
    return await answerOf(store.isLeased(name))
  }

  const areOthersThere = async (): Promise<boolean> => {
    for (let one = 1; one <= partitions; one++)
      if (one !== seat && (await answerOf(store.isLeased(seatName(one))))) return true
    return false
  }

  const leave = async (): Promise<void> => {
    if (seat !== undefined) await store.releaseLease(seatName(seat), owner)()
    seat = undefined
  }

  /** A store that does not answer leaves everything as it was. */
  const look = async (): Promise<void> => {
    try {
      if (hasWithdrawn && (await areOthersThere())) {
        await leave()
        quota = 0
        return
      }
      const taken: number[] = []
      for (let one = 1; one <= partitions; one++) if (await isTaken(one)) taken.push(one)
      const place = seat === undefined ? -1 : taken.indexOf(seat)
      quota = place < 0 ? 0 : Math.ceil((partitions - place) / taken.length)
    } catch {
      // The leases of the partitions meet the same store, and tell.
    } finally {
      looked$.next()
    }
  }

  let looking: Promise<void> = Promise.resolve()
  const subscription = timer(0, settings.leaseTtl / 3)
    .pipe(
      exhaustMap(() => {
        looking = look()
        return looking
      })
    )
    .subscribe()

  return {
    claim: async () => {
      await firstValueFrom(looked$)
      if (claimed >= quota) return false
      claimed += 1
      return true
    },
    unclaim: () => {
      claimed -= 1
    },
    mustYield: () => claimed > quota,
    withdraw: () => {
      hasWithdrawn = true
    },
    stop: async () => {
      subscription.unsubscribe()
      await looking
      await leave()
    }
  }
}
