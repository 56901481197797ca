import type { Position } from '@accountable/domain/kernel'
import { expectRight } from '@accountable/domain/testing'
import {
  type Checkpoint,
  defaultEngineSettings,
  type EngineStop,
  type GroupEngine,
  type GroupSession,
  openSession,
  type PageKeys,
  type Partition,
  type Projection,
  type ReadModelStore
} from '@accountable/projections'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { NEVER } from 'rxjs'
import { isAt, quick, type World } from './engine-world.js'
import { type ToyEvent, things, toyDecode, toys } from './toy.js'

const whole: Partition = { index: 0, of: 1 }

type Parts = Omit<Partial<GroupEngine<ToyEvent>>, 'settings' | 'store'> & {
  readonly settings?: Partial<GroupEngine<ToyEvent>['settings']>
  readonly store?: ReadModelStore
}

/** A session without leases, timers and retries around it: each step is pages that are read, folded and saved. */
export const sessionOf = async (one: World, { settings, ...parts }: Parts = {}): Promise<GroupSession> => {
  const { feed, store } = one
  for (const projection of parts.projections ?? toys) await store.addMember('toys', projection, true)()
  return openSession({
    group: 'toys',
    feed,
    store,
    decode: toyDecode,
    projections: toys,
    suspicions: new Set(),
    interrupted$: NEVER,
    tell: () => {},
    ...parts,
    settings: { ...defaultEngineSettings, ...quick, pollEvery: 1, bareCheckpointEvery: 0, ...settings }
  })
}

/** More steps than any story here has records. */
const manySteps = 1000

/** Works until the checkpoint is there. */
export const workUpTo = async (session: GroupSession, end: Position | undefined): Promise<void> => {
  for (let steps = 0; !isAt(session.checkpoint()?.position, end); steps++) {
    if (steps === manySteps) throw new Error('it never came there')
    await session.step()
  }
  session.close()
}

/** One session from the stored checkpoint to the end of the log. */
export const catchUp = async (one: World, parts?: Parts): Promise<void> =>
  workUpTo(await sessionOf(one, parts), one.log.records.at(-1)?.position)

/** Works until the session stops by itself, and answers why. */
export const stopOf = async (session: GroupSession): Promise<EngineStop> => {
  for (let steps = 0; steps < manySteps; steps++)
    try {
      await session.step()
    } catch (thrown) {
      session.close()
      const { stop } = thrown as { readonly stop?: EngineStop }
      if (stop === undefined) throw thrown
      return stop
    }
  throw new Error('it went on and on')
}

export const checkpointOf = async (store: ReadModelStore, partition = whole): Promise<Checkpoint | undefined> =>
  expectRight(await store.checkpointOf('toys', partition)(), 'a checkpoint')

/** Things, and the ids of the events that were folded, in the order in which they were. */
export const observed = (folded: string[]): Projection<ToyEvent> => ({
  ...things,
  evolve: (rows, timed) => {
    folded.push(timed.stored.eventId)
    return things.evolve(rows as never, timed)
  }
})

/** A store, and what it was asked to load. */
export const asking = (store: ReadModelStore, asked: PageKeys[]): ReadModelStore => ({
  ...store,
  loadPage: (group, keys) => {
    asked.push(keys)
    return store.loadPage(group, keys)
  }
})

/** A store that takes its time: so many turns of the event loop for each answer. */
export const slowly = (store: ReadModelStore, count: number): ReadModelStore => {
  const late =
    <Arguments extends ReadonlyArray<unknown>, A>(call: (...args: Arguments) => () => Promise<A>) =>
    (...args: Arguments) =>
    async (): Promise<A> => {
      for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
      return call(...args)()
    }
  return { ...store, loadPage: late(store.loadPage), save: late(store.save) }
}

/** A store that cannot keep rows of this name. */
export const refusing = (store: ReadModelStore, name: string): ReadModelStore => ({
  ...store,
  save: (save) => {
    const isRefused = save.tables.some(({ writes }) => writes.versions.some(({ row }) => row['name'] === name))
    const message = 'no such name'
    return isRefused
      ? TE.left({ type: 'ReadModelsRefused', group: save.group, cause: 'rows', message })
      : store.save(save)
  }
})
