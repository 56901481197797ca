import { comparePositions, formatPosition, type Position } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { compareText } from './compare-text.js'
import type { ReadModelStore, StoredProjection } from './read-model-store.js'
import type { RowVersion } from './row-version.js'
import type { Table } from './table.js'

/** A row that two versions of a projection do not agree on. */
export interface Difference {
  readonly table: string
  /** Empty in a log. */
  readonly key: string
  readonly kind: 'onlyBefore' | 'onlyAfter' | 'different'
  /** Of a row that both have: the properties that differ. Never their values. */
  readonly properties: ReadonlyArray<string>
  /** The event that made it, `commit:prepare`. */
  readonly position: string
}

export interface Comparison {
  readonly rows: number
  /** Up to where both have come: later events are left out. */
  readonly upTo: Position
  /** Rows that differ, all tables together. */
  readonly differences: number
  /** The difference that came first in the log: the event to look at. */
  readonly first: Difference | undefined
}

const pageSize = 1000

const orThrow = <A>(either: E.Either<{ readonly message: string }, A>): A => {
  if (E.isLeft(either)) throw new Error(either.left.message)
  return either.right
}

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

/** A table's rows as they were at a position. Of a table without history, only rows that were not written since. */
async function* rowsOf(
  store: ReadModelStore,
  projection: StoredProjection,
  table: string,
  upTo: Position
): AsyncGenerator<RowVersion> {
  let last: RowVersion | undefined
  for (;;) {
    const page = orThrow(await store.scan(projection, table, last, pageSize)())
    for (const one of page) {
      if (comparePositions(one.from.position, upTo) > 0) continue
      yield one.to !== undefined && comparePositions(one.to.position, upTo) > 0 ? { ...one, to: undefined } : one
    }
    if (page.length < pageSize) return
    last = page.at(-1)
  }
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part)) ?? ''

/** The properties that both versions declare; what only one of them has cannot differ. */
const shared = (a: Table, b: Table): ReadonlyArray<string> =>
  a.columns.map(({ property }) => property).filter((one) => b.columns.some(({ property }) => property === one))

const differing = (a: RowVersion, b: RowVersion, properties: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...properties.filter((property) => text(a.row[property]) !== text(b.row[property])),
  ...(text([a.from, a.to]) === text([b.from, b.to]) ? [] : ['(interval)'])
]

const inOrder = (table: Table, a: RowVersion, b: RowVersion): number => {
  if (table.kind === 'current' || table.kind === 'history') {
    const keys = compareText(a.key, b.key)
    return keys === 0 && table.kind === 'history' ? comparePositions(a.from.position, b.from.position) : keys
  }
  return (
    a.from.effectiveAt - b.from.effectiveAt ||
    comparePositions(a.from.position, b.from.position) ||
    a.ordinal - b.ordinal
  )
}

/**
 * Compares two versions of a projection row by row, in flat memory, up to the position that both have passed; engines may go
 * on meanwhile. In a table without history a row that only one of them has written since counts as missing: pause the
 * engines to compare those. Nothing where a version has not begun. Rejects where the store does not answer.
 */
export const compareVersions = async (
  store: ReadModelStore,
  before: StoredProjection,
  after: StoredProjection
): Promise<Comparison | undefined> => {
  const upTo = await commonPosition(store, [before, after])
  if (upTo === undefined) return undefined
  let rows = 0
  let differences = 0
  let first: (Difference & { readonly at: RowVersion }) | undefined
  const differ = (
    table: string,
    kind: Difference['kind'],
    at: RowVersion,
    properties: ReadonlyArray<string> = []
  ): void => {
    differences += 1
    if (first !== undefined && comparePositions(first.at.from.position, at.from.position) <= 0) return
    first = { table, key: at.key, kind, properties, position: formatPosition(at.from.position), at }
  }
  for (const [name, table] of Object.entries(before.tables)) {
    const other = after.tables[name]
    if (other === undefined || other.kind !== table.kind) continue
    const properties = shared(table, other)
    const left = rowsOf(store, before, name, upTo)
    const right = rowsOf(store, after, name, upTo)
    let a = await left.next()
    let b = await right.next()
    while (a.done !== true || b.done !== true) {
      rows += 1
      const order = a.done === true ? 1 : b.done === true ? -1 : inOrder(table, a.value, b.value)
      if (order < 0 && a.done !== true) differ(name, 'onlyBefore', a.value)
      if (order > 0 && b.done !== true) differ(name, 'onlyAfter', b.value)
      if (order === 0 && a.done !== true && b.done !== true) {
        const changed = differing(a.value, b.value, properties)
        if (changed.length > 0) differ(name, 'different', b.value, changed)
      }
      if (order <= 0) a = await left.next()
      if (order >= 0) b = await right.next()
    }
  }
  if (first === undefined) return { rows, upTo, differences, first }
  const { at: _at, ...difference } = first
  return { rows, upTo, differences, first: difference }
}
