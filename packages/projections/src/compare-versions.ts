import { comparePositions, formatPosition, type Position } from '@accountable/domain/kernel'
import { compareRows, differenceOf, sharedProperties } from './compare-rows.js'
import { orThrow } from './or-throw.js'
import type { ReadModelStore, StoredProjection } from './read-model-store.js'
import type { RowVersion } from './row-version.js'
import type { Table } from './table.js'

/** A row that two versions of a projection do not agree on. */
export interface Difference {
  readonly table: string
  /** Empty in a log. */
  readonly key: string
  readonly kind: 'onlyBefore' | 'onlyAfter' | 'different'
  /** Of a row that both have: the properties that differ, and `(interval)` where its times do. Never their values. */
  readonly properties: ReadonlyArray<string>
  /** The event that made it, `commit:prepare`: of rows that are alike but for their ends, the earlier of the two. */
  readonly position: string
}

export interface Comparison {
  /** Rows that were compared. */
  readonly rows: number
  /** Up to where both have come: later events are left out. */
  readonly upTo: Position
  /** Rows that differ, of all tables that both have. */
  readonly differences: number
  /** The difference that came first in the log: the event to look at. */
  readonly first: Difference | undefined
  /**
   * Tables that the other version does not have, or has as another kind: their rows cannot be compared, and are not counted.
   * Versions agree where there are none of these and no differences.
   */
  readonly tablesOnlyBefore: ReadonlyArray<string>
  readonly tablesOnlyAfter: ReadonlyArray<string>
}

const pageSize = 1000

/** The position that both versions have passed; nothing where one of them has not begun. */
const commonPosition = async (
  store: ReadModelStore,
  versions: ReadonlyArray<StoredProjection>
): Promise<Position | undefined> => {
  const members = orThrow(await store.members()())
  let common: Position | undefined
  for (const { name, version } of versions) {
    const member = members.find((one) => one.name === name && one.version === version)
    const checkpoint = member && orThrow(await store.checkpoint(member.group)())
    if (checkpoint === undefined) return undefined
    if (common === undefined || comparePositions(checkpoint.position, common) < 0) common = checkpoint.position
  }
  return common
}

const isLater = ({ from }: RowVersion, upTo: Position): boolean => comparePositions(from.position, upTo) > 0

/** A table's rows as they were at a position; of a table without history, as they are. */
async function* rowsOf(
  store: ReadModelStore,
  projection: StoredProjection,
  table: string,
  upTo: Position
): AsyncGenerator<RowVersion> {
  const isCurrent = projection.tables[table]?.kind === 'current'
  let last: RowVersion | undefined
  for (;;) {
    const page = orThrow(await store.scan(projection, table, last, pageSize)())
    for (const one of page) {
      if (!isCurrent && isLater(one, upTo)) continue
      yield one.to !== undefined && comparePositions(one.to.position, upTo) > 0 ? { ...one, to: undefined } : one
    }
    if (page.length < pageSize) return
    last = page.at(-1)
  }
}

/** The tables of one version that another one does not have. */
const tablesMissing = (of: StoredProjection, other: StoredProjection): ReadonlyArray<string> =>
  Object.keys(of.tables).filter((name) => of.tables[name]?.kind !== other.tables[name]?.kind)

/** Rows of one key or place in the log, from both versions or from one of them. */
interface Pair {
  readonly a: RowVersion | undefined
  readonly b: RowVersion | undefined
}

/** The rows that both versions have of a table, side by side. */
async function* pairsOf(
  store: ReadModelStore,
  before: StoredProjection,
  after: StoredProjection,
  name: string,
  upTo: Position
): AsyncGenerator<Pair> {
  const table = before.tables[name] as Table
  const left = rowsOf(store, before, name, upTo)
  const right = rowsOf(store, after, name, upTo)
  let a = await left.next()
  let b = await right.next()
  while (a.done !== true || b.done !== true) {
    const order = a.done === true ? 1 : b.done === true ? -1 : compareRows(table, a.value, b.value)
    const pair = {
      a: order <= 0 ? (a.value as RowVersion) : undefined,
      b: order >= 0 ? (b.value as RowVersion) : undefined
    }
    // What a row without history was before its last event is not known any more.
    if (!(pair.a && isLater(pair.a, upTo)) && !(pair.b && isLater(pair.b, upTo))) yield pair
    if (order <= 0) a = await left.next()
    if (order >= 0) b = await right.next()
  }
}

/**
 * Compares two versions of a projection row by row, in flat memory, up to the position that both have passed; engines may go
 * on meanwhile. Of a table without history, rows that either has written since are left out: pause the engines to compare
 * those too. Nothing where a version has not begun. Rejects where the store does not answer.
 */
export const compareVersions = async (
  store: ReadModelStore,
  before: StoredProjection,
  after: StoredProjection
): Promise<Comparison | undefined> => {
  const upTo = await commonPosition(store, [before, after])
  if (upTo === undefined) return undefined
  const tablesOnlyBefore = tablesMissing(before, after)
  const tablesOnlyAfter = tablesMissing(after, before)
  let rows = 0
  let differences = 0
  let first: { readonly difference: Difference; readonly at: Position } | undefined
  const differ = (at: Position, difference: Omit<Difference, 'position'>): void => {
    differences += 1
    if (first !== undefined && comparePositions(first.at, at) <= 0) return
    first = { difference: { ...difference, position: formatPosition(at) }, at }
  }
  for (const [table, declared] of Object.entries(before.tables)) {
    const other = after.tables[table]
    if (other?.kind !== declared.kind) continue
    const shared = sharedProperties(declared, other)
    for await (const { a, b } of pairsOf(store, before, after, table, upTo)) {
      rows += 1
      if (a !== undefined && b !== undefined) {
        const found = differenceOf(a, b, shared)
        if (found !== undefined)
          differ(found.position, { table, key: a.key, kind: 'different', properties: found.properties })
      } else if (a !== undefined) differ(a.from.position, { table, key: a.key, kind: 'onlyBefore', properties: [] })
      else if (b !== undefined) differ(b.from.position, { table, key: b.key, kind: 'onlyAfter', properties: [] })
    }
  }
  return { rows, upTo, differences, first: first?.difference, tablesOnlyBefore, tablesOnlyAfter }
}
