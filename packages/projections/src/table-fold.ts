import type { NamedKeys } from './arrival.js'
import type { RowVersion, Stamp, TableWrites } from './row-version.js'
import type { Row, Table } from './table.js'

/** What `evolve` answers for one table: rows by key, or rows for a log. */
export type TableAnswer = ReadonlyArray<readonly [key: string, row: Row]> | ReadonlyArray<Row>

/** One table during one page: rows as they were stored, and what the page has made of them so far. */
export interface TableFold {
  /** What `evolve` reads. Throws for a key that the event did not name. */
  readonly reader: { readonly get: (key: string) => Row | undefined }
  /** Allows the keys of the next event, and no others. */
  readonly allow: (named: NamedKeys) => void
  /** @throws Error for a keyed row whose key the event did not name. Changes nothing. */
  readonly check: (answer: TableAnswer) => void
  readonly apply: (answer: TableAnswer, from: Stamp) => void
  readonly writes: () => TableWrites
}

/** Rows as they were stored, by key. */
type StoredRows = { readonly get: (key: string) => RowVersion | undefined }

type Draft = { -readonly [Property in keyof RowVersion]: RowVersion[Property] }
type KeyedRows = ReadonlyArray<readonly [key: string, row: Row]>

const logFold = (): TableFold => {
  const versions: RowVersion[] = []
  return {
    reader: {
      get: () => {
        throw new Error('a log cannot be read by the fold that writes it')
      }
    },
    allow: () => {},
    check: () => {},
    apply: (answer, from) => {
      let ordinal = 0
      for (const row of answer as ReadonlyArray<Row>)
        versions.push({ key: '', row, from, to: undefined, ordinal: ordinal++ })
    },
    writes: () => ({ current: [], versions, closed: [] })
  }
}

const keyedFold = (name: string, table: Table, stored: StoredRows): TableFold => {
  const changed = new Map<string, Draft>()
  const versions: RowVersion[] = []
  const closed: { key: string; from: Stamp['position']; to: Stamp }[] = []
  let allowed: ReadonlyArray<string> = []
  const mustBeNamed = (key: string): void => {
    if (!allowed.includes(key)) throw new Error(`keysOf did not name this key of table ${table.name}`)
  }
  return {
    reader: {
      get: (key) => {
        mustBeNamed(key)
        return (changed.get(key) ?? stored.get(key))?.row
      }
    },
    allow: (named) => {
      allowed = named instanceof Error ? [] : (named[name] ?? [])
    },
    check: (answer) => {
      for (const [key] of answer as KeyedRows) mustBeNamed(key)
    },
    apply: (answer, from) => {
      for (const [key, row] of answer as KeyedRows) {
        const version: Draft = { key, row, from, to: undefined, ordinal: 0 }
        if (table.kind === 'history') {
          const before = changed.get(key)
          const storedBefore = stored.get(key)
          if (before !== undefined) before.to = from
          else if (storedBefore !== undefined) closed.push({ key, from: storedBefore.from.position, to: from })
          versions.push(version)
        }
        changed.set(key, version)
      }
    },
    writes: () => ({ current: [...changed.values()], versions, closed })
  }
}

export const tableFold = (name: string, table: Table, stored: StoredRows): TableFold =>
  table.kind === 'log' ? logFold() : keyedFold(name, table, stored)
