import { within } from './within.js'

/** A look that takes longer, in milliseconds, is not waited for by those who come later. */
const oneLook = 1000

/** When it was answered, or is not waited for any longer. */
const endOf = async (look: Promise<unknown>): Promise<void> => void (await Promise.allSettled([within(oneLook, look)]))

/**
 * One look for all who ask at about the same time. Who asks while one is under way shares the next one with the others who do, and
 * never one that began before it asked: what happened in between would be missed.
 */
export const sharedLook = <A>(look: () => Promise<A>): (() => Promise<A>) => {
  let current: Promise<unknown> | undefined
  let next: Promise<A> | undefined
  const begin = (): Promise<A> => {
    const found = look()
    const ended = endOf(found)
    current = ended
    void ended.finally(() => {
      if (current === ended) current = undefined
    })
    return found
  }
  return () => {
    if (current === undefined) return begin()
    next ??= current.then(() => {
      next = undefined
      return begin()
    })
    return next
  }
}
