import { comparePositions, type Position, parseStreamName, position } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { Projection } from '../projection.js'
import type { Member, ReadModelStore, ReadModelsUnavailable } from '../read-model-store.js'
import type { RowVersion } from '../row-version.js'
import type { Condition, Selection } from '../selection.js'
import type { Row, Table } from '../table.js'
import type { ChangesCursor } from './changes-cursor.js'

/** A table whose changes are kept: each row of a log, each version of a row with history. */
export type TableWithChanges<R extends Row> = Table<R, 'log' | 'history'>

export interface ChangesSource<R extends Row> {
  readonly store: ReadModelStore
  /** Whose table it is: its name is enough. */
  readonly projection: Pick<Projection<never>, 'name'>
  readonly table: TableWithChanges<R>
}

/** Some changes, in the order of their events, and where the next ones begin. */
export interface Pulled<R extends Row> {
  readonly rows: ReadonlyArray<RowVersion<R>>
  readonly cursor: ChangesCursor
  /** Whether there was nothing more. */
  readonly isEnd: boolean
}

/** Thrown on the way, caught by `pullChanges`. */
class Unavailable extends Error {
  readonly failure: ReadModelsUnavailable
  constructor(failure: ReadModelsUnavailable) {
    super(failure.message)
    this.failure = failure
  }
}

const orThrow = <A>(answer: E.Either<ReadModelsUnavailable, A>): A => {
  if (E.isLeft(answer)) throw new Unavailable(answer.left)
  return answer.right
}

/** How far the version that is shown has come, and whose events wait there, from where on. */
interface Standing {
  readonly version: number | undefined
  readonly upTo: Position | undefined
  readonly parked: ReadonlyMap<string, Position>
}

type Place = Pick<ChangesSource<never>, 'store' | 'projection'>

const liveOf = async ({ store, projection }: Place): Promise<Member | undefined> =>
  orThrow(await store.members()()).find(({ live, name }) => live && name === projection.name)

const standingOf = async (source: Place): Promise<Standing> => {
  const { store } = source
  const live = await liveOf(source)
  if (live === undefined) return { version: undefined, upTo: undefined, parked: new Map() }
  // In this order: whoever is not parked by now had all of their rows up to that checkpoint saved.
  const upTo = orThrow(await store.checkpoint(live.group)())?.position
  const parked = new Map<string, Position>()
  for (const [streamName, progress] of orThrow(await store.findings(live.group)())) {
    const customer = parseStreamName(streamName)?.id
    const from = progress.parked?.position
    if (customer === undefined || from === undefined) continue
    const other = parked.get(customer)
    parked.set(customer, other !== undefined && comparePositions(other, from) < 0 ? other : from)
  }
  return { version: live.version, upTo, parked }
}

const justBehind = ({ commit, prepare }: Position): Position => position(commit, prepare + 1n)

const select = async <R extends Row>(
  { store, table }: ChangesSource<R>,
  where: ReadonlyArray<Condition<R>>,
  limit: number
): Promise<ReadonlyArray<RowVersion<R>>> => {
  const selection: Selection<R> = {
    where,
    order: [{ property: 'position' }, ...(table.kind === 'log' ? [{ property: 'ordinal' as const }] : [])],
    limit,
    ...(table.kind === 'log' ? {} : { versions: 'all' as const })
  }
  return orThrow(await store.select(table, selection)())
}

const isSame = (a: RowVersion, b: RowVersion): boolean => comparePositions(a.from.position, b.from.position) === 0

/** The rows of a range, `from` included and `before` not, as many as are wanted but never a part of an event's. */
const rowsOf = async <R extends Row>(
  source: ChangesSource<R>,
  range: ReadonlyArray<Condition<R>>,
  limit: number
): Promise<{ readonly rows: ReadonlyArray<RowVersion<R>>; readonly isEnd: boolean }> => {
  const rows = await select(source, range, limit + 1)
  const last = rows[limit]
  if (last === undefined) return { rows, isEnd: true }
  const whole = rows.filter((row) => !isSame(row, last))
  return whole.length > 0 ? { rows: whole, isEnd: false } : await rowsOf(source, range, limit * 2)
}

const between = <R extends Row>(from: Position | undefined, before: Position): ReadonlyArray<Condition<R>> => [
  ...(from === undefined ? [] : [{ property: 'position' as const, from }]),
  { property: 'position', before }
]

/** The first customer whose parked events have been handled since, at least some of them, and what that changed. */
const released = async <R extends Row>(
  source: ChangesSource<R>,
  cursor: ChangesCursor,
  parked: Standing['parked'],
  limit: number
): Promise<Pulled<R> | undefined> => {
  if (cursor.at === undefined) return undefined
  for (const [customer, from] of cursor.held) {
    const now = parked.get(customer)
    if (now !== undefined && comparePositions(now, from) <= 0) continue
    const isStillHeld = now !== undefined && comparePositions(now, cursor.at) <= 0
    const end = isStillHeld ? now : justBehind(cursor.at)
    const theirs: Condition<R> = { property: source.table.customer, is: customer }
    const { rows, isEnd } = await rowsOf(source, [theirs, ...between(from, end)], limit)
    const last = rows.at(-1)
    const held = new Map(cursor.held)
    if (!isEnd && last !== undefined) held.set(customer, justBehind(last.from.position))
    else if (isStillHeld) held.set(customer, now)
    else held.delete(customer)
    return { rows, cursor: { ...cursor, held }, isEnd: false }
  }
  return undefined
}

const further = async <R extends Row>(
  source: ChangesSource<R>,
  { table, at, held }: ChangesCursor,
  parked: Standing['parked'],
  upTo: Position,
  limit: number
): Promise<Pulled<R>> => {
  const start = at && justBehind(at)
  const found = await rowsOf(source, between(start, justBehind(upTo)), limit)
  const last = found.rows.at(-1)
  const next = found.isEnd || last === undefined ? upTo : last.from.position
  // Where another version is shown than before, a customer may wait at an event that was handed out; it is not again.
  const newlyHeld = [...parked].flatMap(([customer, from]): ReadonlyArray<readonly [string, Position]> => {
    if (comparePositions(from, next) > 0) return []
    return [[customer, start !== undefined && comparePositions(from, start) < 0 ? start : from]]
  })
  const now = new Map([...newlyHeld, ...held])
  const isHeld = ({ row, from }: RowVersion<R>): boolean => {
    const holding = now.get(String(row[source.table.customer]))
    return holding !== undefined && comparePositions(from.position, holding) >= 0
  }
  return { rows: found.rows.filter((one) => !isHeld(one)), cursor: { table, at: next, held: now }, isEnd: found.isEnd }
}

/**
 * The next changes, `limit` rows at most unless one event changed more. A checkpoint passes over parked streams, and their rows
 * come later, at their old positions: the cursor remembers whose, and they are handed out when they are there, each customer's
 * in order. A customer who waits holds nobody else up.
 */
export const pullChanges = async <R extends Row>(
  source: ChangesSource<R>,
  cursor: ChangesCursor,
  limit: number
): Promise<E.Either<ReadModelsUnavailable, Pulled<R>>> => {
  try {
    const { version, upTo, parked } = await standingOf(source)
    const nothing = { rows: [], cursor, isEnd: true }
    const ahead = upTo === undefined ? -1 : cursor.at === undefined ? 1 : comparePositions(upTo, cursor.at)
    // A version that is shown since then may not have come as far as the one before it.
    if (upTo === undefined || ahead < 0) return E.right(nothing)
    const late = await released(source, cursor, parked, limit)
    const pulled = late ?? (ahead === 0 ? nothing : await further(source, cursor, parked, upTo, limit))
    // Rows of another version than the one whose checkpoint was read: what they lack would never be missed.
    return (await liveOf(source))?.version === version ? E.right(pulled) : await pullChanges(source, cursor, limit)
  } catch (thrown) {
    if (thrown instanceof Unavailable) return E.left(thrown.failure)
    throw thrown
  }
}
