import type { RowVersion, Table, TableWrites } from '@accountable/projections'

/** The rows of one table of one version of a projection. */
export interface StoredRows {
  readonly table: Table
  /** The last version of each key; empty for a log. */
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
    if (versions !== undefined && last !== undefined) versions[versions.length - 1] = { ...last, to }
  }
}

export const writeRows = ({ table, current, history, log }: StoredRows, writes: TableWrites): void => {
  for (const row of writes.current) current.set(row.key, row)
  if (table.kind === 'log') for (const row of writes.versions) log.push(row)
  if (table.kind !== 'history') return
  for (const row of writes.versions) {
    const versions = history.get(row.key)
    if (versions === undefined) history.set(row.key, [row])
    else versions.push(row)
  }
}
