import { within } from './within.js'

/** A look that takes longer, in milliseconds, is not waited for by those who come later. */
const oneLook = 1000

/** When it was answered, or is not waited for any longer. */
const endOf = async (look: Promise<unknown>): Promise<void> => void (await Promise.allSettled([within(oneLook, look)]))

/**
 * One look for all who ask at about the same time. Who asks while one is under way shares the next one with the others who do, and
 * never one that began before it asked: what happened in between would be missed. Each waits for the look it shares as long as it
 * says, from when that begins; then it has nothing.
 */
export const sharedLook = <A>(look: () => Promise<A>): ((patience: () => number) => Promise<A | undefined>) => {
  let current: Promise<unknown> | undefined
  /** Wrapped, or who waits for its beginning would wait for its end. */
  let next: Promise<{ readonly found: Promise<A> }> | undefined
  const begin = (): { readonly found: Promise<A> } => {
    const found = look()
    const ended = endOf(found)
    current = ended
    void ended.finally(() => {
      if (current === ended) current = undefined
    })
    return { found }
  }
  const afterCurrent = async (): Promise<{ readonly found: Promise<A> }> => {
    await current
    next = undefined
    return begin()
  }
  return async (patience) => {
    if (current !== undefined) next ??= afterCurrent()
    const { found } = await (next ?? begin())
    return within(patience(), found)
  }
}
