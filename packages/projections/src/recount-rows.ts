import type { Position } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { ReadModelStore, ReadModelsUnavailable, StoredProjection } from './read-model-store.js'
import type { RowVersion } from './row-version.js'
import type { Table } from './table.js'

/** A customer of whom the rows of a read model are not those that the events in the log leave. */
export interface RowMiscount {
  readonly projection: string
  /** The tables that were counted together. */
  readonly tables: ReadonlyArray<string>
  readonly customerId: string
  /** Rows of the events in the log. */
  readonly expected: number
  /** Rows that are there. As many as expected where some are of other events. */
  readonly found: number
}

/** Rows of a customer: how many, of which event on, and a sum that tells them from as many rows of other events. */
interface Tally {
  readonly rows: number
  readonly first: Position
  readonly sum: bigint
}

/** By customer. */
export type Tallies = Map<string, Tally>

const half = 2n ** 64n

export const tally = (tallies: Tallies, customerId: string, position: Position, rows: number): void => {
  const before = tallies.get(customerId)
  const own = position.commit * half + position.prepare
  tallies.set(customerId, {
    rows: (before?.rows ?? 0) + rows,
    first: before?.first ?? position,
    // Squared: one row that comes later and one that comes sooner would make up for each other.
    sum: (before?.sum ?? 0n) + BigInt(rows) * own * own
  })
}

const pageSize = 1000

/** Every row of a table, in the order of `ReadModelStore.scan`. */
async function* rowsIn(
  store: ReadModelStore,
  projection: StoredProjection,
  table: string
): AsyncGenerator<E.Either<ReadModelsUnavailable, RowVersion>> {
  let last: RowVersion | undefined
  for (;;) {
    const page = await store.scan(projection, table, last, pageSize)()
    if (E.isLeft(page)) return yield page
    for (const row of page.right) yield E.right(row)
    if (page.right.length < pageSize) return
    last = page.right.at(-1)
  }
}

const countedTable = ({ name: projection, tables }: StoredProjection, name: string): Table => {
  const table = tables[name]
  if (table === undefined) throw new RangeError(`projection ${projection} has no table ${name} to recount`)
  if (table.kind === 'current')
    throw new RangeError(`table ${name} of projection ${projection} keeps no history to recount`)
  return table
}

/**
 * The rows of each customer in some tables of a projection, where `isCounted` says so of their events.
 * @throws RangeError for a table that the projection lacks, or that keeps no history.
 */
export const tallyRows = async (
  store: ReadModelStore,
  projection: StoredProjection,
  tables: ReadonlyArray<string>,
  isCounted: (customerId: string, position: Position) => boolean
): Promise<E.Either<ReadModelsUnavailable, Tallies>> => {
  const tallies: Tallies = new Map()
  for (const name of tables) {
    const { customer } = countedTable(projection, name)
    for await (const found of rowsIn(store, projection, name)) {
      if (E.isLeft(found)) return found
      const { row, from } = found.right
      const customerId = String(row[customer])
      if (isCounted(customerId, from.position)) tally(tallies, customerId, from.position, 1)
    }
  }
  return E.right(tallies)
}
