import type { FoldRows } from './fold-pages.js'
import type { PageKeys, PageRows, Save, StoredProjection } from './read-model-store.js'
import type { RowVersion } from './row-version.js'
import type { StreamProgress } from './stream-progress.js'

/** The newest entries of a map: those of the last two turns, of which each lasts until there are half of `limit`. */
const bounded = <Value>(limit: number) => {
  let recent = new Map<string, Value>()
  let older = new Map<string, Value>()
  return {
    get: (key: string): Value | undefined => recent.get(key) ?? older.get(key),
    put: (key: string, value: Value): void => {
      recent.set(key, value)
    },
    /** Whether it is known; if so, it stays known for as long as what is put now. */
    has: (key: string): boolean => {
      if (recent.has(key)) return true
      const value = older.get(key)
      if (value !== undefined) recent.set(key, value)
      return value !== undefined
    },
    turn: (): void => {
      if (recent.size * 2 < limit) return
      older = recent
      recent = new Map()
    }
  }
}

type Bounded<Value> = ReturnType<typeof bounded<Value>>

/** What a session knows of the store's rows, so that it need not ask again. */
export interface RowMemory {
  /** As much of the keys as must be loaded. Nothing of what is known of the others is forgotten before the next `remember`. */
  readonly missing: (keys: PageKeys) => PageKeys
  readonly learn: (keys: PageKeys, loaded: PageRows) => void
  /** What pages are folded on, once `learn` has heard of everything that was missing. */
  readonly known: FoldRows
  /** What is to be saved next. What was to be saved before it must be saved by now: it may be forgotten from here on. */
  readonly remember: (work: Pick<Save, 'progress' | 'tables'>) => void
}

/**
 * The memory of one session. It may know what is not saved yet, and need not hear of others' saves: a save is refused as soon
 * as anybody else has saved anything, and then the session ends, and this memory with it. `limit` counts rows of each table.
 */
export const rowMemory = (limit: number): RowMemory => {
  const progress = bounded<StreamProgress>(limit)
  const tables = new Map<string, Bounded<RowVersion>>()
  const rowsOf = ({ name, version }: StoredProjection, table: string): Bounded<RowVersion> => {
    const id = `${name}@${version}/${table}`
    const known = tables.get(id) ?? bounded<RowVersion>(limit)
    tables.set(id, known)
    return known
  }

  return {
    missing: ({ streams, rows }) => ({
      streams: streams.filter((streamName) => !progress.has(streamName)),
      rows: rows.map(({ projection, table, keys }) => {
        const known = rowsOf(projection, table)
        return { projection, table, keys: keys.filter((key) => !known.has(key)) }
      })
    }),
    learn: (keys, loaded) => {
      for (const [streamName, one] of loaded.progress) progress.put(streamName, one)
      for (const [index, { projection, table }] of keys.rows.entries()) {
        const known = rowsOf(projection, table)
        for (const [key, row] of loaded.rows[index] ?? []) known.put(key, row)
      }
    },
    known: { progress, rows: rowsOf },
    remember: (work) => {
      progress.turn()
      for (const [streamName, one] of work.progress) progress.put(streamName, one)
      for (const { projection, table, writes } of work.tables) {
        const known = rowsOf(projection, table)
        known.turn()
        for (const row of writes.current) known.put(row.key, row)
      }
    }
  }
}
