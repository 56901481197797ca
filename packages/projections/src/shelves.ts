/** What is known under one key. */
export interface Shelf {
  /** The turn in which it was used last. */
  usedIn: number
  /** It may not be used any more: a newer one may stand under its key. */
  isForgotten: boolean
}

/** Shelves by key: those used since the turn before last, and up to `limit` others. */
export const shelvesUpTo = <A extends Shelf>(limit: number) => {
  const shelves = new Map<string, A>()
  let turns = 0

  const use = (shelf: A): A => {
    shelf.usedIn = turns
    return shelf
  }
  return {
    use,
    find: (key: string): A | undefined => {
      const shelf = shelves.get(key)
      return shelf === undefined ? undefined : use(shelf)
    },
    add: (key: string, shelf: A): A => {
      shelves.set(key, shelf)
      return use(shelf)
    },
    turn: (): void => {
      turns++
      if (shelves.size <= limit) return
      // In the order in which they came, until half of the limit is left: so it takes a while until this is done again.
      for (const [key, shelf] of shelves) {
        if (shelves.size * 2 <= limit) return
        if (shelf.usedIn >= turns - 1) continue
        shelf.isForgotten = true
        shelves.delete(key)
      }
    }
  }
}
