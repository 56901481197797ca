import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Begins so many pieces of work a second, each when it is due, however long those before it take: whoever waited for them would
 * ask a slow system for less, and measure it when it has time. What is late is begun at once.
 */
export const openLoop = async <A>(
  count: number,
  perSecond: number,
  work: (n: number, due: number) => Promise<A>
): Promise<ReadonlyArray<A>> => {
  const begun = performance.now()
  const begunWork: Promise<A>[] = []
  for (let n = 0; n < count; n++) {
    const due = begun + (n * 1000) / perSecond
    const early = due - performance.now()
    if (early > 0) await sleep(early)
    const one = work(n, due)
    one.catch(() => {}) // Heard below, once everything has been begun.
    begunWork.push(one)
  }
  return await Promise.all(begunWork)
}
