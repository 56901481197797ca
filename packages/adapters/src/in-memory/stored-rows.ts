import type { RowVersion, Table, TableWrites } from '@accountable/projections'

/** The rows of one table of one version of a projection. */
export interface StoredRows {
  readonly table: Table
  /** The last version of each key of a table that keeps no other. */
  readonly current: Map<string, RowVersion>
  /** Every version by key, oldest first, of a table with history. Where one says nothing of its end, the next one begins there. */
  readonly history: Map<string, RowVersion[]>
  /** The rows of a log, in the order of their events. */
  readonly log: RowVersion[]
}

export const emptyRows = (table: Table): StoredRows => ({ table, current: new Map(), history: new Map(), log: [] })

/** The last version of a key. */
export const currentRow = ({ table, current, history }: StoredRows, key: string): RowVersion | undefined =>
  table.kind === 'history' ? history.get(key)?.at(-1) : current.get(key)

export const currentRows = ({ table, current, history }: StoredRows): Iterable<RowVersion> =>
  table.kind === 'history' ? [...history.values()].flatMap((versions) => versions.at(-1) ?? []) : current.values()

const until = (version: RowVersion, next: RowVersion | undefined): RowVersion => {
  if (version.to !== undefined || next === undefined) return version
  const { key, row, from, ordinal } = version
  return { key, row, from, to: next.from, ordinal }
}

/** Every version of every key, with its end. */
export const allVersions = ({ history }: StoredRows): ReadonlyArray<RowVersion> =>
  [...history.values()].flatMap((versions) => versions.map((version, index) => until(version, versions[index + 1])))

/** Most keys have no more versions than that: a list that grows by one has no room to spare, one that is pushed to has much. */
const few = 4

export const writeRows = ({ table, current, history, log }: StoredRows, writes: TableWrites): void => {
  if (table.kind === 'log') for (const row of writes.versions) log.push(row)
  if (table.kind === 'current') for (const row of writes.current) current.set(row.key, row)
  if (table.kind !== 'history') return
  for (const row of writes.versions) {
    const versions = history.get(row.key)
    if (versions === undefined) history.set(row.key, [row])
    else if (versions.length < few) history.set(row.key, versions.concat(row))
    else versions.push(row)
  }
}
