import type { NamedRows } from './arrival.js'
import type { Slot } from './row-memory.js'
import type { RowVersion, Stamp, TableWrites } from './row-version.js'
import type { Row, Table } from './table.js'

/** What `evolve` answers for one table: rows by key, or rows for a log. */
export type TableAnswer = ReadonlyArray<readonly [key: string, row: Row]> | ReadonlyArray<Row>

/** One table during the pages that are saved together: what they have made of its rows so far. */
export interface TableFold {
  /** What `evolve` reads. Throws for a key that the event did not name. */
  readonly reader: { readonly get: (key: string) => Row | undefined }
  /** Allows the rows that the next event named, and no others. */
  readonly allow: (named: NamedRows) => void
  /** @throws Error for a key that the event did not name, or that is answered twice. Changes nothing. */
  readonly check: (answer: TableAnswer) => void
  readonly apply: (answer: TableAnswer, from: Stamp) => void
  readonly writes: () => TableWrites
}

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

const keyedFold = ({ name, kind }: Table): TableFold => {
  /** What a slot remembers of this fold: nothing that this fold holds. */
  const me = {}
  const changed: Slot<RowVersion>[] = []
  const versions: RowVersion[] = []
  const closed: { key: string; from: Stamp['position']; to: Stamp }[] = []
  let allowed: NamedRows
  const named = (key: string): Slot<RowVersion> => {
    if (allowed !== undefined && 'key' in allowed) {
      if (allowed.key === key) return allowed
    } else for (const slot of allowed ?? []) if (slot.key === key) return slot
    throw new Error(`keysOf did not name this key of table ${name}`)
  }
  return {
    reader: { get: (key) => named(key).value?.row },
    allow: (slots) => {
      allowed = slots
    },
    check: (answer) => {
      const rows = answer as KeyedRows
      for (const [key] of rows) named(key)
      if (rows.length > 1 && new Set(rows.map(([key]) => key)).size < rows.length)
        throw new Error(`evolve answered a key of table ${name} twice`)
    },
    apply: (answer, from) => {
      for (const [key, row] of answer as KeyedRows) {
        const slot = named(key)
        // The slot's text and not the answer's, which is the same: one string for all versions.
        const version: RowVersion = { key: slot.key, row, from, to: undefined, ordinal: 0 }
        if (kind === 'history') {
          const before: Draft | undefined = slot.value
          if (slot.changedBy === me && before !== undefined) before.to = from
          else if (before !== undefined) closed.push({ key: slot.key, from: before.from.position, to: from })
          versions.push(version)
        }
        if (slot.changedBy !== me) changed.push(slot)
        slot.changedBy = me
        slot.value = version
      }
    },
    writes: () => {
      const current: RowVersion[] = []
      for (const { value } of changed) if (value !== undefined) current.push(value)
      return { current, versions, closed }
    }
  }
}

export const tableFold = (table: Table): TableFold => (table.kind === 'log' ? logFold() : keyedFold(table))
