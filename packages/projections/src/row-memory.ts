import { isKeepable } from './is-keepable.js'
import type { PageKeys, PageRows, StoredProjection } from './read-model-store.js'
import type { RowVersion } from './row-version.js'
import type { StreamProgress } from './stream-progress.js'

/** The place of one value that folds read and change: found once for each event, and then read and written without looking again. */
export interface Slot<Value> {
  readonly key: string
  /** The last one, whether it is saved yet or not; nothing where there is none, or while it is not loaded. */
  value: Value | undefined
  /** The fold that changed it last: until that one is saved, what it wrote may still be changed. */
  changedBy: object | undefined
}

/** Slots of one kind, by key. */
interface Slots<Value> {
  /** @throws Error for a key that not every store can keep. */
  readonly at: (key: string) => Slot<Value>
}

/** What is known under one key: a slot of each kind that was asked for. Events ask for the same key in several tables. */
interface Shelf {
  readonly slots: (Slot<unknown> | undefined)[]
  /** The turn of the memory in which it was used last. */
  usedIn: number
}

/** Slots of several kinds on shelves by key: those used since the turn before last, and up to `limit` other shelves. */
const shelvesUpTo = (limit: number) => {
  const shelves = new Map<string, Shelf>()
  let turns = 0
  let last: { readonly key: string; readonly shelf: Shelf } | undefined

  const shelfOf = (key: string): Shelf => {
    if (last?.key === key) return last.shelf
    let shelf = shelves.get(key)
    if (shelf === undefined) {
      if (!isKeepable(key)) throw new Error('a key is too long, or has U+0000 or half a surrogate pair in it')
      shelf = { slots: [], usedIn: turns }
      shelves.set(key, shelf)
    }
    shelf.usedIn = turns
    last = { key, shelf }
    return shelf
  }

  return {
    shelfOf,
    turn: (): void => {
      turns++
      last = undefined
      if (shelves.size <= limit) return
      // In the order in which they came, until half of the limit is left: so it takes a while until this is done again.
      for (const [key, { usedIn }] of shelves) {
        if (shelves.size * 2 <= limit) return
        if (usedIn < turns - 1) shelves.delete(key)
      }
    }
  }
}

/** The slots of one kind: those that stand at `place` on each shelf. */
const slotsAt = <Value>(shelfOf: (key: string) => Shelf, place: number) => {
  let unknown: Slot<Value>[] = []
  return {
    at: (key: string): Slot<Value> => {
      const { slots } = shelfOf(key)
      const known = slots[place]
      if (known !== undefined) return known as Slot<Value>
      const slot: Slot<Value> = { key, value: undefined, changedBy: undefined }
      while (slots.length < place) slots.push(undefined)
      slots[place] = slot
      unknown.push(slot)
      return slot
    },
    missing: (): ReadonlyArray<string> => unknown.map(({ key }) => key),
    learn: (loaded: ReadonlyMap<string, Value> | undefined): void => {
      for (const slot of unknown) slot.value = loaded?.get(slot.key)
      unknown = []
    }
  }
}

/** What a session knows of the store's rows, so that it need not ask again. */
export interface RowMemory {
  readonly streams: Slots<StreamProgress>
  readonly rows: (projection: StoredProjection, table: string) => Slots<RowVersion>
  /** What must be loaded before the slots that were asked for can be read; nothing where all of them are known. */
  readonly missing: () => PageKeys | undefined
  /** The answer to the last `missing`. */
  readonly learn: (loaded: PageRows) => void
  /** What was folded is about to be saved. What was to be saved before it must be saved by now: it may be forgotten from here on. */
  readonly turn: () => void
}

/**
 * The memory of one session. It may know what is not saved yet, and need not hear of others' saves: a save is refused as soon
 * as anybody else has saved anything, and then the session ends, and this memory with it. `limit` counts keys, which may have a
 * row in each table, and streams as many.
 */
export const rowMemory = (limit: number): RowMemory => {
  const streamShelves = shelvesUpTo(limit)
  const rowShelves = shelvesUpTo(limit)
  const streams = slotsAt<StreamProgress>(streamShelves.shelfOf, 0)
  const tables: {
    readonly projection: StoredProjection
    readonly table: string
    readonly slots: ReturnType<typeof slotsAt<RowVersion>>
  }[] = []
  /** Those that the last `missing` asked about. */
  let asked: typeof tables = []

  return {
    streams,
    rows: (projection, table) => {
      const known = tables.find((one) => one.projection === projection && one.table === table)
      if (known !== undefined) return known.slots
      const slots = slotsAt<RowVersion>(rowShelves.shelfOf, tables.length)
      tables.push({ projection, table, slots })
      return slots
    },
    missing: () => {
      const rows = tables
        .map(({ projection, table, slots }) => ({ projection, table, slots, keys: slots.missing() }))
        .filter(({ keys }) => keys.length > 0)
      const missing = { streams: streams.missing(), rows }
      asked = rows
      return missing.streams.length === 0 && rows.length === 0 ? undefined : missing
    },
    learn: (loaded) => {
      streams.learn(loaded.progress)
      for (const [index, { slots }] of asked.entries()) slots.learn(loaded.rows[index])
    },
    turn: () => {
      streamShelves.turn()
      rowShelves.turn()
    }
  }
}
