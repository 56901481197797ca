import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { formatPosition, type Position } from '@accountable/domain/kernel'
import { expectRight } from '@accountable/domain/testing'
import {
  type EngineSettings,
  type EventFeed,
  type Progress,
  type Projection,
  type ReadModelStore,
  type RunningRebuild,
  rebuildProjection
} from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom } from 'rxjs'
import { quick, reached, type World, world } from './engine-world.js'
import { fill, type Step } from './law-world.js'
import { type ToyEvent, things, toyDecode } from './toy.js'

/** The next version: the same fold under another number. */
export const next: Projection<ToyEvent> = { ...things, version: 2 }

/** A next version that sees one name otherwise. */
export const changed: Projection<ToyEvent> = {
  ...things,
  version: 2,
  evolve: (rows, timed) =>
    things.evolve(rows as never, timed.event.name === 'bert' ? { ...timed, event: { name: 'BERT' } } : timed)
}

const fewNames: ReadonlyArray<Step> = [
  ['customer-a', 'anna'],
  ['customer-a', 'bert'],
  ['customer-b', 'bea'],
  ['customer-a', 'adam']
]

/** A world whose engine has come to the end of the log, and stopped. */
export const lived = async (
  store: ReadModelStore = createInMemoryReadModels(),
  history: ReadonlyArray<Step> = fewNames
): Promise<World> => {
  const one = world(store)
  fill(one, history)
  const engine = one.run()
  await reached(engine, one)
  await engine.stop()
  return one
}

export const rebuild = async (
  { feed, store }: Pick<World, 'feed' | 'store'>,
  projection: Projection<ToyEvent>,
  {
    owner,
    partitions,
    ...some
  }: Partial<EngineSettings> & { readonly owner?: string; readonly partitions?: number } = {}
): Promise<RunningRebuild> => {
  const settings = { ...quick, pageSize: 2, ...some }
  const parts = { feed, store, decode: toyDecode, projection, settings }
  const optional = { ...(owner === undefined ? {} : { owner }), ...(partitions === undefined ? {} : { partitions }) }
  return expectRight(await rebuildProjection({ ...parts, ...optional }), 'a rebuild')
}

/** Resolves with the first account of a rebuild that fits. */
export const told = ({ progress$ }: RunningRebuild, fits: (progress: Progress) => boolean): Promise<Progress> =>
  firstValueFrom(progress$.pipe(filter(fits)))

export const versions = async (store: ReadModelStore): Promise<ReadonlyArray<string>> =>
  expectRight(await store.members()(), 'members').map((one) =>
    `${one.name} ${one.version} ${one.live ? 'live' : ''}`.trim()
  )

/** Whether there are tables of a version, shown or not. */
export const hasTables = async (store: ReadModelStore, projection: Projection<ToyEvent>): Promise<boolean> => {
  const scans = Object.keys(projection.tables).map((table) =>
    store
      .scan(projection, table, undefined, 1)()
      .then(E.isRight, () => false)
  )
  return (await Promise.all(scans)).includes(true)
}

/** A feed, and the positions behind which it was read. */
export const watched = (feed: EventFeed, readAfter: Array<Position | undefined>): EventFeed => ({
  ...feed,
  readAll: (after, limit) => {
    readAfter.push(after)
    return feed.readAll(after, limit)
  }
})

export const at = (position: Position | undefined): string => (position ? formatPosition(position) : 'the beginning')

/** A store whose nth save waits until it is let go: before it takes effect, or before anybody is told that it did. */
export const holding = (store: ReadModelStore, nth: number, moment: 'before' | 'after') => {
  let saves = 0
  let arrive = (): void => {}
  let letGo = (): void => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const free = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const hold = async (): Promise<void> => {
    arrive()
    await free
  }
  const save: ReadModelStore['save'] = (work) => async () => {
    saves += 1
    const isHeld = saves === nth
    if (isHeld && moment === 'before') await hold()
    const answer = await store.save(work)()
    if (isHeld && moment === 'after') await hold()
    return answer
  }
  return { store: { ...store, save }, arrived, letGo: () => letGo(), saves: () => saves }
}

export const turns = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) await new Promise(setImmediate)
}
