import { type Position, position, revision } from '@accountable/domain/kernel'
import { expectEqual, expectRight } from '@accountable/domain/testing'
import * as t from 'io-ts'
import type { Checkpoint } from '../../checkpoint.js'
import { PersonalText, RevisionText, Timestamp } from '../../column.js'
import type { Partition } from '../../partition.js'
import type { ReadModelStore, Save, StoredProjection } from '../../read-model-store.js'
import type { FoundRow, RowVersion, Stamp, TableWrites } from '../../row-version.js'
import type { Selection } from '../../selection.js'
import type { StreamProgress } from '../../stream-progress.js'
import { type Row, type RowOf, type Table, table } from '../../table.js'

/** A store without anything in it. Nobody else may use it while a case runs. */
export interface OpenedReadModelStore {
  readonly store: ReadModelStore
  readonly close: () => Promise<void>
}

/** One case: it throws where the store breaks its promise. */
export type Check = (store: ReadModelStore) => Promise<void>

/** One column of each type, and each kind of null. */
const ThingRow = t.strict({
  customerId: t.string,
  name: PersonalText,
  nickname: t.union([PersonalText, t.null]),
  sortKey: t.string,
  size: t.union([t.number, t.null]),
  ready: t.boolean,
  revision: RevisionText,
  changedAt: Timestamp,
  tags: t.array(t.string)
})

export const thing = table({
  name: 'contract_thing',
  kind: 'history',
  comment: "A customer's thing.",
  row: ThingRow,
  comments: {
    customerId: 'Whose.',
    name: 'Its name.',
    nickname: 'Its other name.',
    sortKey: 'Where it is listed.',
    size: 'Its size.',
    ready: 'Whether it is ready.',
    revision: 'Its last revision.',
    changedAt: 'When it changed.',
    tags: 'Anything.'
  },
  customer: 'customerId',
  indexes: [{ on: ['sortKey', 'customerId'] }]
})

export const entry = table({
  name: 'contract_entry',
  kind: 'log',
  comment: 'What happened to it.',
  row: t.strict({ customerId: t.string, what: t.string }),
  comments: { customerId: 'Whose.', what: 'What.' },
  customer: 'customerId',
  indexes: [
    { on: ['effectiveAt', 'position', 'ordinal'] },
    { on: ['customerId', 'effectiveAt', 'position', 'ordinal'] }
  ]
})

export type ThingRow = RowOf<typeof thing>

export const projection: StoredProjection = { name: 'contract', version: 1, tables: { thing, entry } }
export const newVersion: StoredProjection = { ...projection, version: 2 }
export const group = 'contract-group'

/** The nth event of a log, half an hour after the one before it, known to the store ten minutes later. */
export const stamp = (n: number): Stamp => ({
  position: position(BigInt(n) * 100n, BigInt(n) * 100n - 1n),
  effectiveAt: Date.UTC(2026, 0, 5) + n * 1_800_000,
  recordedAt: Date.UTC(2026, 0, 5) + n * 1_800_000 + 600_000
})

export const checkpoint = (sequence: number, n: number): Checkpoint => ({
  sequence,
  position: stamp(n).position,
  landmark: { position: stamp(n).position, eventId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` }
})

export const row = (customerId: string, some: Partial<ThingRow> = {}): ThingRow => ({
  customerId,
  name: `thing of ${customerId}`,
  nickname: null,
  sortKey: customerId,
  size: null,
  ready: true,
  revision: '0',
  changedAt: Date.UTC(2026, 0, 5, 9, 12, 44, 120),
  tags: [],
  ...some
})

export const version = <R extends Row>(key: string, content: R, from: number, to?: number): RowVersion<R> => ({
  key,
  row: content,
  from: stamp(from),
  to: to === undefined ? undefined : stamp(to),
  ordinal: 0
})

export const logged = (n: number, ordinal: number, customerId: string, what: string): RowVersion => ({
  key: '',
  row: { customerId, what },
  from: stamp(n),
  to: undefined,
  ordinal
})

export const progressAt = (n: number, some: Partial<StreamProgress> = {}): StreamProgress => {
  const { effectiveAt, recordedAt } = stamp(n)
  return { last: { revision: revision(n), effectiveAt, recordedAt }, parked: undefined, tampered: undefined, ...some }
}

const nothing: TableWrites = { current: [], versions: [], closed: [] }

/** What a page would save: versions of things (the last of each key is the current one), closed ones, log rows. */
export const page = (
  after: Checkpoint | undefined,
  next: Checkpoint,
  {
    things = [],
    closed = [],
    entries = [],
    progress = new Map(),
    of = projection,
    into = group,
    partition
  }: {
    readonly things?: ReadonlyArray<RowVersion>
    readonly closed?: TableWrites['closed']
    readonly entries?: ReadonlyArray<RowVersion>
    readonly progress?: ReadonlyMap<string, StreamProgress>
    readonly of?: StoredProjection
    readonly into?: string
    readonly partition?: Partition
  } = {}
): Save => ({
  group: into,
  ...(partition && { partition }),
  after,
  checkpoint: next,
  progress: [...progress],
  tables: [
    {
      projection: of,
      table: 'thing',
      writes: { current: [...new Map(things.map((one) => [one.key, one])).values()], versions: things, closed }
    },
    { projection: of, table: 'entry', writes: { ...nothing, versions: entries } }
  ]
})

export const saved = async (store: ReadModelStore, save: Save): Promise<void> => {
  expectRight(await store.save(save)(), 'saving')
}

export const checkpointOf = async (store: ReadModelStore, name: string) =>
  expectRight(await store.checkpoint(name)(), 'checkpoint')

export const member = async (store: ReadModelStore): Promise<void> => {
  expectRight(await store.addMember(group, projection, true)(), 'adding a projection')
}

export const selected = async <R extends Row>(
  store: ReadModelStore,
  from: Table<R>,
  selection: Partial<Selection<R>>
): Promise<ReadonlyArray<FoundRow<R>>> =>
  expectRight(await store.select(from, { where: [], order: [], limit: 100, ...selection })(), 'selecting')

/** More pages than any case here can fill. */
const manyPages = 100

/** Every page until an empty one. A store that never comes to an end is not asked for ever: it fails. */
export const pageByPage = async <A>(
  next: (last: A | undefined) => Promise<ReadonlyArray<A>>
): Promise<ReadonlyArray<A>> => {
  const all: A[] = []
  for (let pages = 0; pages < manyPages; pages++) {
    const some = await next(all.at(-1))
    if (some.length === 0) return all
    all.push(...some)
  }
  throw new Error(`${manyPages} pages, and no end of them: does the store look at \`after\`?`)
}

/** All of a table, so many at a time. */
export const scanned = (
  store: ReadModelStore,
  of: StoredProjection,
  name: string,
  limit: number
): Promise<ReadonlyArray<RowVersion>> =>
  pageByPage<RowVersion>(async (last) => expectRight(await store.scan(of, name, last, limit)(), 'scanning'))

export const at = (n: number): Position => stamp(n).position

const entries = (value: unknown): unknown =>
  value instanceof Map ? [...value].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)) : value

/** Equal in depth; of maps, the entries. */
export const expectSame = (actual: unknown, expected: unknown, what = 'what the store answers'): void =>
  expectEqual(entries(actual), entries(expected), what)
