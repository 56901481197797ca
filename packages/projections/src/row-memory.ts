import { isKeepable } from './is-keepable.js'
import type { PageKeys, PageRows, StoredProjection } from './read-model-store.js'
import type { RowVersion } from './row-version.js'
import { type Shelf, shelvesUpTo } from './shelves.js'
import { type StreamKind, streamKind } from './stream-kind.js'
import { type StreamOwner, streamOwner } from './stream-owner.js'
import type { StreamProgress } from './stream-progress.js'
import { subjectStream } from './tampering.js'

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

/** A stream, as its events are judged. */
export interface KnownStream {
  readonly kind: StreamKind
  /** Whose it is; nothing for one whose events are not decoded. */
  readonly owner: StreamOwner | undefined
  /** Of the stream that it tells of; nothing for one that nobody asked for. */
  readonly progress: Slot<StreamProgress> | undefined
}

/** The rows under one key, a slot for each table that was asked for. */
interface RowShelf extends Shelf {
  readonly key: string
  readonly slots: (Slot<RowVersion> | undefined)[]
}

interface StreamShelf extends Shelf, KnownStream {
  /** Where its last event found its first row: the next one most likely asks for the same key, and need not look for it. */
  beside: RowShelf | undefined
}

const newSlot = <Value>(key: string): Slot<Value> => ({ key, value: undefined, changedBy: undefined })

/** Slots that were asked for and are not loaded yet. `onAdded` is called for each. */
const unknownSlots = <Value>(onAdded: () => void) => {
  let unknown: Slot<Value>[] = []
  return {
    add: (slot: Slot<Value>): void => {
      unknown.push(slot)
      onAdded()
    },
    keys: (): ReadonlyArray<string> => unknown.map(({ key }) => key),
    learn: (loaded: ReadonlyMap<string, Value> | undefined): void => {
      for (const slot of unknown) slot.value = loaded?.get(slot.key)
      unknown = []
    }
  }
}

/** What a session knows of the store's rows, so that it need not ask again. */
export interface RowMemory {
  /** The stream whose event is read next; the rows that are asked for from here on are those of this event. */
  readonly stream: (streamName: string) => KnownStream
  readonly rows: (projection: StoredProjection, table: string) => Slots<RowVersion>
  /** Whether nothing must be loaded before the slots that were asked for can be read. */
  readonly isComplete: () => boolean
  /** What must be loaded before the slots that were asked for can be read; nothing where all of them are known. */
  readonly missing: () => PageKeys | undefined
  /** The answer to the last `missing`. Nothing may be asked for between the two. */
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
  const streamShelves = shelvesUpTo<StreamShelf>(limit)
  const rowShelves = shelvesUpTo<RowShelf>(limit)
  let isComplete = true
  const toLoad = (): void => {
    isComplete = false
  }
  const unknownStreams = unknownSlots<StreamProgress>(toLoad)
  const tables: {
    readonly projection: StoredProjection
    readonly table: string
    readonly slots: Slots<RowVersion>
    readonly unknown: ReturnType<typeof unknownSlots<RowVersion>>
  }[] = []
  /** Those that the last `missing` asked about. */
  let asked: typeof tables = []
  let here: StreamShelf | undefined
  /** Whether it has not asked for rows yet. */
  let isNew = false
  let last: RowShelf | undefined

  const stream = (streamName: string): KnownStream => {
    isNew = true
    here = streamShelves.find(streamName)
    if (here !== undefined) return here
    const kind = streamKind(streamName)
    if (kind === 'other') return { kind, owner: undefined, progress: undefined }
    if (kind === 'metadata') {
      const { progress } = stream(subjectStream(streamName, kind))
      return { kind, owner: undefined, progress }
    }
    const progress = newSlot<StreamProgress>(streamName)
    unknownStreams.add(progress)
    const owner = streamOwner(streamName, kind)
    here = streamShelves.add(streamName, { kind, owner, progress, beside: undefined, usedIn: 0, isForgotten: false })
    return here
  }

  const newShelf = (key: string): RowShelf => {
    if (!isKeepable(key)) throw new Error('a key is too long, or has U+0000 or half a surrogate pair in it')
    // As long as there are tables: a list that grows has room for more than it ever gets.
    const slots: RowShelf['slots'] = tables.map(() => undefined)
    return rowShelves.add(key, { key, slots, usedIn: 0, isForgotten: false })
  }
  const shelfOf = (key: string): RowShelf => {
    const isFirst = isNew
    isNew = false
    if (last?.key === key) return last
    const beside = here?.beside
    last = beside?.key === key && !beside.isForgotten ? rowShelves.use(beside) : (rowShelves.find(key) ?? newShelf(key))
    if (isFirst && here !== undefined) here.beside = last
    return last
  }

  return {
    stream,
    rows: (projection, table) => {
      const known = tables.find((one) => one.projection === projection && one.table === table)
      if (known !== undefined) return known.slots
      const place = tables.length
      const unknown = unknownSlots<RowVersion>(toLoad)
      const at = (key: string): Slot<RowVersion> => {
        const { slots } = shelfOf(key)
        const slot = slots[place]
        if (slot !== undefined) return slot
        while (slots.length < place) slots.push(undefined) // a table that was asked for after this shelf was made
        const added = newSlot<RowVersion>(key)
        slots[place] = added
        unknown.add(added)
        return added
      }
      tables.push({ projection, table, slots: { at }, unknown })
      return { at }
    },
    isComplete: () => isComplete,
    missing: () => {
      if (isComplete) return undefined
      const rows: { projection: StoredProjection; table: string; keys: ReadonlyArray<string> }[] = []
      asked = []
      for (const one of tables) {
        const keys = one.unknown.keys()
        if (keys.length === 0) continue
        asked.push(one)
        rows.push({ projection: one.projection, table: one.table, keys })
      }
      const streams = unknownStreams.keys()
      return { streams, rows }
    },
    learn: (loaded) => {
      isComplete = true
      unknownStreams.learn(loaded.progress)
      for (const [index, { unknown }] of asked.entries()) unknown.learn(loaded.rows[index])
    },
    turn: () => {
      last = undefined
      streamShelves.turn()
      rowShelves.turn()
    }
  }
}
