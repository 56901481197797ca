import { comparePositions, type Position } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { ReadModelStore, ReadModelsUnavailable, StoredProjection } from './read-model-store.js'
import type { RowVersion } from './row-version.js'

/** A customer of whom a read model lacks rows that its events had left. */
export interface MissingRows {
  readonly projection: string
  readonly customerId: string
  /** Events in the log of which something must be in the rows. */
  readonly expected: number
  /** Events of which something is. */
  readonly found: number
}

/** Events by customer. */
export type Counts = Map<string, number>

export const countOne = (counts: Counts, customerId: string): void =>
  void counts.set(customerId, (counts.get(customerId) ?? 0) + 1)

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

/** How many events of each customer have left something in the rows of a projection, up to where `includes` ends. */
export const countRows = async <Recorded extends AnyRecordedEvent>(
  store: ReadModelStore,
  projection: Projection<Recorded>,
  includes: (customerId: string, position: Position) => boolean
): Promise<E.Either<ReadModelsUnavailable, Counts>> => {
  const counts: Counts = new Map()
  for (const name of projection.recount?.tables ?? []) {
    const table = projection.tables[name]
    if (table === undefined) throw new RangeError(`projection ${projection.name} has no table ${name} to recount`)
    let before: RowVersion | undefined
    for await (const found of rowsIn(store, projection, name)) {
      if (E.isLeft(found)) return found
      const { key, row, from } = found.right
      // The rows of one event follow one another in a log, and a version of a row is all that it leaves in a history.
      const isAnother = before?.key !== key || comparePositions(before.from.position, from.position) !== 0
      const customerId = String(row[table.customer])
      if (isAnother && includes(customerId, from.position)) countOne(counts, customerId)
      before = found.right
    }
  }
  return E.right(counts)
}
