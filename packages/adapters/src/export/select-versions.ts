import { type Position, position } from '@accountable/domain/kernel'
import type { Condition, ReadModelStore, ReadModelsUnavailable, Row, RowVersion, Table } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import type { PositionRange } from './export-parts.js'

/** Which rows: those of a range of the log, and of them, if so wanted, those of one customer or up to a moment. */
export interface RowSelection extends PositionRange {
  readonly customerId?: string
  /** Milliseconds since 1970, inclusive, on one of the two clocks. */
  readonly asOf?: { readonly effectiveAt: number } | { readonly recordedAt: number }
}

type Versions<R extends Row> = AsyncGenerator<E.Either<ReadModelsUnavailable, ReadonlyArray<RowVersion<R>>>>

const pageSize = 1_000
const lastOrdinal = 2_147_483_647

const conditions = (table: Table, { customerId, asOf }: RowSelection): ReadonlyArray<Condition> => [
  ...(customerId === undefined ? [] : [{ property: table.customer, is: customerId }]),
  ...(asOf === undefined
    ? []
    : 'effectiveAt' in asOf
      ? [{ property: 'effectiveAt', before: asOf.effectiveAt + 1 }]
      : [{ property: 'recordedAt', before: asOf.recordedAt + 1 }])
]

/** In the order of the log: of a log its rows, of a table with history the versions that hold at the end of the range. */
async function* inLogOrder<R extends Row>(store: ReadModelStore, table: Table<R>, wanted: RowSelection): Versions<R> {
  const isLog = table.kind === 'log'
  let behind: readonly [Position, number] | undefined =
    wanted.after === undefined ? undefined : [wanted.after, lastOrdinal]
  for (;;) {
    const page = await store.select(table, {
      where: conditions(table, wanted),
      order: isLog ? [{ property: 'position' }, { property: 'ordinal' }] : [{ property: 'position' }],
      ...(behind === undefined ? {} : { after: isLog ? behind : behind.slice(0, 1) }),
      limit: pageSize,
      asOf: { position: wanted.upTo }
    })()
    if (E.isLeft(page)) return yield page
    if (page.right.length > 0) yield page
    const last = page.right.at(-1)
    if (last === undefined || page.right.length < pageSize) return
    behind = [last.from.position, last.ordinal]
  }
}

/**
 * Of a table with history the versions that held at a moment, as far as the log was known then: by customer, and of each
 * key the last version that lies within both. Times in a stream never fall, so that is the one that held.
 */
async function* atMoment<R extends Row>(store: ReadModelStore, table: Table<R>, wanted: RowSelection): Versions<R> {
  const end = position(wanted.upTo.commit, wanted.upTo.prepare + 1n)
  const customerOf = ({ row }: RowVersion<R>): string => String(row[table.customer])
  let held = new Map<string, RowVersion<R>>()
  let behind: readonly [string, Position] | undefined
  for (;;) {
    const page = await store.select(table, {
      where: [...conditions(table, wanted), { property: 'position', before: end }] as unknown as ReadonlyArray<
        Condition<R>
      >,
      order: [{ property: table.customer }, { property: 'position' }],
      ...(behind === undefined ? {} : { after: behind }),
      limit: pageSize,
      versions: 'all'
    })()
    if (E.isLeft(page)) return yield page
    const complete: Array<RowVersion<R>> = []
    for (const version of page.right) {
      const [one] = held.values()
      if (one !== undefined && customerOf(one) !== customerOf(version)) {
        complete.push(...held.values())
        held = new Map()
      }
      held.set(version.key, version)
    }
    const last = page.right.at(-1)
    const isEnd = last === undefined || page.right.length < pageSize
    if (isEnd) complete.push(...held.values())
    if (complete.length > 0) yield E.right(complete)
    if (isEnd) return
    behind = [customerOf(last), last.from.position]
  }
}

/** The rows of a selection, page by page, in an order that does not depend on when it is asked. */
export const versionsIn = <R extends Row>(store: ReadModelStore, table: Table<R>, wanted: RowSelection): Versions<R> =>
  table.kind === 'log' || wanted.asOf === undefined ? inLogOrder(store, table, wanted) : atMoment(store, table, wanted)
