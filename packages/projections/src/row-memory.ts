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
  /** The turn of the memory in which it was asked for last. */
  usedIn: number
}

/** Slots of one kind. */
export interface Slots<Value> {
  /** @throws Error for a key that not every store can keep. */
  readonly at: (key: string) => Slot<Value>
}

/** Slots that were asked for since the turn before last, and up to `limit` others. */
const boundedSlots = <Value>(limit: number) => {
  const slots = new Map<string, Slot<Value>>()
  let unknown: Slot<Value>[] = []
  let turns = 0

  const at = (key: string): Slot<Value> => {
    const known = slots.get(key)
    if (known !== undefined) {
      known.usedIn = turns
      return known
    }
    if (!isKeepable(key)) throw new Error('a key is too long, or has U+0000 or half a surrogate pair in it')
    const slot = { key, value: undefined, changedBy: undefined, usedIn: turns }
    slots.set(key, slot)
    unknown.push(slot)
    return slot
  }

  return {
    at,
    missing: (): ReadonlyArray<string> => unknown.map(({ key }) => key),
    learn: (loaded: ReadonlyMap<string, Value> | undefined): void => {
      for (const slot of unknown) slot.value = loaded?.get(slot.key)
      unknown = []
    },
    turn: (): void => {
      turns++
      if (slots.size <= limit) return
      // In the order in which they came: half of the limit is left, so that it takes a while until this is done again.
      for (const [key, { usedIn }] of slots) {
        if (slots.size * 2 <= limit) return
        if (usedIn < turns - 1) slots.delete(key)
      }
    }
  }
}

type BoundedSlots<Value> = ReturnType<typeof boundedSlots<Value>>

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
 * as anybody else has saved anything, and then the session ends, and this memory with it. `limit` counts rows of each table.
 */
export const rowMemory = (limit: number): RowMemory => {
  const streams = boundedSlots<StreamProgress>(limit)
  const tables: { projection: StoredProjection; table: string; slots: BoundedSlots<RowVersion> }[] = []
  /** Those that the last `missing` asked about. */
  let asked: typeof tables = []

  return {
    streams,
    rows: (projection, table) => {
      const known = tables.find((one) => one.projection === projection && one.table === table)
      if (known !== undefined) return known.slots
      const slots = boundedSlots<RowVersion>(limit)
      tables.push({ projection, table, slots })
      return slots
    },
    missing: () => {
      const rows = tables.map((one) => ({ ...one, keys: one.slots.missing() })).filter(({ keys }) => keys.length > 0)
      const missing = { streams: streams.missing(), rows }
      asked = rows
      return missing.streams.length === 0 && rows.length === 0 ? undefined : missing
    },
    learn: (loaded) => {
      streams.learn(loaded.progress)
      for (const [index, { slots }] of asked.entries()) slots.learn(loaded.rows[index])
    },
    turn: () => {
      streams.turn()
      for (const { slots } of tables) slots.turn()
    }
  }
}
