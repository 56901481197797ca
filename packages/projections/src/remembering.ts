import * as E from 'fp-ts/lib/Either.js'
import type { PageStore } from './group-session.js'
import type { PageKeys, PageRows, Save, StoredProjection } from './read-model-store.js'
import type { RowVersion } from './row-version.js'
import type { StreamProgress } from './stream-progress.js'

/** The newest entries of a map, at most so many: what was written last is what is asked for next. */
const bounded = <Value>(limit: number) => {
  const entries = new Map<string, Value>()
  return {
    get: (key: string): Value | undefined => entries.get(key),
    put: (key: string, value: Value): void => {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size <= limit) return
      for (const oldest of entries.keys()) {
        entries.delete(oldest)
        break
      }
    }
  }
}

type Bounded<Value> = ReturnType<typeof bounded<Value>>

/**
 * A store for one session that remembers what the session itself saved. That is safe because a save is refused as soon as
 * anybody else has saved anything: then the session ends, and this memory with it. `limit` counts rows of each table.
 */
export const remembering = (store: PageStore, limit: number): PageStore => {
  const progress = bounded<StreamProgress>(limit)
  const tables = new Map<string, Bounded<RowVersion>>()
  const rowsOf = ({ name, version }: StoredProjection, table: string): Bounded<RowVersion> => {
    const id = `${name}@${version}/${table}`
    const known = tables.get(id) ?? bounded<RowVersion>(limit)
    tables.set(id, known)
    return known
  }

  const remember = (save: Save): void => {
    for (const [streamName, one] of save.progress) progress.put(streamName, one)
    for (const { projection, table, writes } of save.tables) {
      const rows = rowsOf(projection, table)
      for (const row of writes.current) rows.put(row.key, row)
    }
  }

  const loadPage = async (group: string, keys: PageKeys) => {
    const missing = {
      streams: keys.streams.filter((streamName) => progress.get(streamName) === undefined),
      rows: keys.rows.map((one) => {
        const rows = rowsOf(one.projection, one.table)
        return { ...one, keys: one.keys.filter((key) => rows.get(key) === undefined) }
      })
    }
    if (missing.streams.length === 0 && missing.rows.every((one) => one.keys.length === 0)) return E.right(known(keys))
    const loaded = await store.loadPage(group, missing)()
    return E.isLeft(loaded) ? loaded : E.right(known(keys, loaded.right))
  }

  const known = (keys: PageKeys, loaded?: PageRows): PageRows => {
    const streams = new Map(loaded?.progress)
    for (const streamName of keys.streams) {
      const one = progress.get(streamName)
      if (one !== undefined) streams.set(streamName, one)
    }
    const rows = keys.rows.map(({ projection, table, keys: wanted }, index) => {
      const remembered = rowsOf(projection, table)
      const found = new Map(loaded?.rows[index])
      for (const key of wanted) {
        const row = remembered.get(key)
        if (row !== undefined) found.set(key, row)
      }
      return found
    })
    return { progress: streams, rows }
  }

  return {
    checkpoint: store.checkpoint,
    findings: store.findings,
    loadPage: (group, keys) => () => loadPage(group, keys),
    save: (save) => async () => {
      const saved = await store.save(save)()
      if (E.isRight(saved)) remember(save)
      return saved
    }
  }
}
