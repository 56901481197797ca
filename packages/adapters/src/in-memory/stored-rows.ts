import type { RowVersion, Table, TableWrites } from '@accountable/projections'

/** The rows of one table of one version of a projection. */
export interface StoredRows {
  readonly table: Table
  /** The last version of each key of a table that keeps no other. */
  readonly current: Map<string, RowVersion>
  /** Every version by key, oldest first, of a table with history. */
  readonly history: Map<string, RowVersion[]>
  /** The rows of a log, in the order of their events. */
  readonly log: RowVersion[]
}

export const emptyRows = (table: Table): StoredRows => ({ table, current: new Map(), history: new Map(), log: [] })

/** Ends versions that earlier pages stored. */
export const closeVersions = ({ history }: StoredRows, closed: TableWrites['closed']): void => {
  for (const { key, to } of closed) {
    const versions = history.get(key)
    const last = versions?.at(-1)
    if (versions === undefined || last === undefined) continue
    const { row, from, ordinal } = last
    versions[versions.length - 1] = { key, row, from, to, ordinal }
  }
}

/** The last version of a key. */
export const currentRow = ({ table, current, history }: StoredRows, key: string): RowVersion | undefined =>
  table.kind === 'history' ? history.get(key)?.at(-1) : current.get(key)

export const currentRows = ({ table, current, history }: StoredRows): Iterable<RowVersion> =>
  table.kind === 'history' ? [...history.values()].flatMap((versions) => versions.at(-1) ?? []) : current.values()

export const writeRows = ({ table, current, history, log }: StoredRows, writes: TableWrites): void => {
  if (table.kind === 'log') for (const row of writes.versions) log.push(row)
  if (table.kind === 'current') for (const row of writes.current) current.set(row.key, row)
  if (table.kind !== 'history') return
  for (const row of writes.versions) {
    const versions = history.get(row.key)
    if (versions === undefined) history.set(row.key, [row])
    else versions.push(row)
  }
}
