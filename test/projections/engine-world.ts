import {
  createInMemoryEventFeed,
  createInMemoryLog,
  createInMemoryReadModels,
  type InMemoryLog
} from '@accountable/adapters/in-memory'
import { comparePositions, type Position } from '@accountable/domain/kernel'
import {
  type Decode,
  type EngineSettings,
  type EventFeed,
  type FoundRow,
  type Progress,
  type Projection,
  type ReadModelStore,
  type RebuildPolicy,
  type RunningProjections,
  runProjections,
  type Table
} from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom } from 'rxjs'
import { type ToyEvent, toyDecode, toys } from './toy.js'

/** Delays that keep a test short; what is asserted never depends on them. */
export const quick: Partial<EngineSettings> = {
  pageSize: 3,
  pollEvery: 20,
  bareCheckpointEvery: 5,
  firstDelay: 1,
  longestDelay: 5,
  leaseTtl: 200,
  progressEvery: 10
}

export interface World {
  readonly log: InMemoryLog
  readonly feed: EventFeed
  readonly store: ReadModelStore
  readonly run: (some?: {
    readonly projections?: ReadonlyArray<Projection<ToyEvent>>
    readonly settings?: Partial<EngineSettings>
    readonly owner?: string
    readonly rebuild?: RebuildPolicy
    readonly partitions?: number
    readonly decode?: Decode<ToyEvent>
    readonly feed?: EventFeed
    readonly store?: ReadModelStore
  }) => RunningProjections
}

export const world = (store: ReadModelStore = createInMemoryReadModels()): World => {
  const log = createInMemoryLog({ clock: () => Date.UTC(2026, 0, 5) + log.records.length * 60_000 })
  const feed = createInMemoryEventFeed(log)
  return {
    log,
    feed,
    store,
    run: ({ projections = toys, settings, owner, ...others } = {}) =>
      runProjections({
        feed,
        store,
        decode: toyDecode,
        projections,
        settings: { ...quick, ...settings },
        ...(owner === undefined ? {} : { owner }),
        ...others
      })
  }
}

/** Resolves with the first account of a group that fits. */
export const until = (
  engine: RunningProjections,
  fits: (progress: Progress) => boolean,
  group = 'toys'
): Promise<Progress> =>
  firstValueFrom(engine.progress$.pipe(filter((all) => all.has(group) && fits(all.get(group) as Progress)))).then(
    (all) => all.get(group) as Progress
  )

/** Resolves when these versions, as `name version`, are those that are shown and that nobody feeds. */
export const untilFrozen = async (engine: RunningProjections, ...versions: ReadonlyArray<string>): Promise<void> => {
  const now = (): string =>
    engine
      .frozen()
      .map(({ name, version }) => `${name} ${version}`)
      .join()
  await firstValueFrom(engine.progress$.pipe(filter(() => now() === versions.join())))
}

export const isAt = (position: Position | undefined, end: Position | undefined): boolean =>
  end === undefined || (position !== undefined && comparePositions(position, end) >= 0)

/** Resolves when everything in the log is in the rows of a group. */
export const reached = (engine: RunningProjections, { log }: World, group = 'toys'): Promise<Progress> => {
  const end = log.records.at(-1)?.position
  return until(engine, ({ position }) => isAt(position, end), group)
}

/** Every version or row of a table, in the order of the log. */
export const everything = async (store: ReadModelStore, table: Table): Promise<ReadonlyArray<FoundRow>> => {
  const order = [{ property: 'position' }, { property: 'ordinal' }].slice(0, table.kind === 'log' ? 2 : 1)
  const versions = table.kind === 'history' ? ({ versions: 'all' } as const) : {}
  const answer = await store.select(table, { where: [], order, limit: 1_000_000, ...versions })()
  if (E.isLeft(answer)) throw new Error(answer.left.message)
  return answer.right
}
