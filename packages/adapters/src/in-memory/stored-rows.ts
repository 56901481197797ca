import type { Row, RowVersion, Stamp, Table, TableWrites } from '@accountable/projections'

/**
 * One version of a row, and the one that was saved before it. It is all that this store keeps of one: its key is that of the chain,
 * and it ends where the next one begins. What is kept is what V8's garbage collections must copy.
 */
interface KeptVersion {
  readonly row: Row
  readonly from: Stamp
  readonly before: KeptVersion | undefined
}

/** The rows of a log, column by column for the same reason, in the order of their events. */
interface KeptLog {
  readonly rows: Row[]
  readonly from: Stamp[]
  readonly ordinals: number[]
}

/** The rows of one table of one version of a projection. */
export interface StoredRows {
  readonly table: Table
  /** The last version of each key of a table that keeps no other. */
  readonly current: Map<string, RowVersion>
  /** The last version of each key of a table with history. */
  readonly history: Map<string, KeptVersion>
  readonly log: KeptLog
}

export const emptyRows = (table: Table): StoredRows => ({
  table,
  current: new Map(),
  history: new Map(),
  log: { rows: [], from: [], ordinals: [] }
})

const versionOf = (key: string, { row, from }: KeptVersion, to?: Stamp): RowVersion => ({
  key,
  row,
  from,
  to,
  ordinal: 0
})

/** The last version of a key. */
export const currentRow = ({ table, current, history }: StoredRows, key: string): RowVersion | undefined => {
  if (table.kind !== 'history') return current.get(key)
  const last = history.get(key)
  return last && versionOf(key, last)
}

/** The last version of each key. */
export function* currentRows({ table, current, history }: StoredRows): Iterable<RowVersion> {
  if (table.kind !== 'history') yield* current.values()
  else for (const [key, last] of history) yield versionOf(key, last)
}

/** Every version of every key of a table with history, oldest first, with its end. */
export function* allVersions({ history }: StoredRows): Iterable<RowVersion> {
  for (const [key, last] of history) {
    const chain: KeptVersion[] = []
    for (let kept: KeptVersion | undefined = last; kept !== undefined; kept = kept.before) chain.push(kept)
    chain.reverse()
    for (const [index, kept] of chain.entries()) yield versionOf(key, kept, chain[index + 1]?.from)
  }
}

/** Every row of a log. */
export function* logRows({ log: { rows, from, ordinals } }: StoredRows): Iterable<RowVersion> {
  for (const [index, row] of rows.entries())
    yield { key: '', row, from: from[index] as Stamp, to: undefined, ordinal: ordinals[index] as number }
}

/** What a version says of its end is not kept, nor are `closed`: the next version of the key says the same. */
export const writeRows = ({ table, current, history, log }: StoredRows, writes: TableWrites): void => {
  if (table.kind === 'current') for (const version of writes.current) current.set(version.key, version)
  if (table.kind === 'history')
    for (const { key, row, from } of writes.versions) history.set(key, { row, from, before: history.get(key) })
  if (table.kind !== 'log') return
  for (const { row, from, ordinal } of writes.versions) {
    log.rows.push(row)
    log.from.push(from)
    log.ordinals.push(ordinal)
  }
}
