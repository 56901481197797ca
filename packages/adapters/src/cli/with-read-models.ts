import { comparePositions, formatPosition, type Position } from '@accountable/domain/kernel'
import {
  type Member,
  type Progress,
  type ReadModelStore,
  type RebuildPolicy,
  runProjections,
  type StopReason
} from '@accountable/projections'
import {
  type Answer,
  type CustomerQueries,
  createCustomerQueries,
  customerProjections,
  decodeCustomerFeed
} from '@accountable/projections/customer'
import { filter, firstValueFrom, map } from 'rxjs'
import type { OpenEvents } from '../stores/index.js'
import { CommandFailure, exitCode, reply } from './exit-code.js'
import { openReadModels, withEvents } from './open-stores.js'
import type { Terminal } from './terminal.js'

const unavailable = (message: string): CommandFailure => new CommandFailure(message, exitCode.unavailable)

const describeStop = (stop: StopReason): string | undefined => {
  switch (stop.type) {
    case 'StopAsked':
      return undefined
    case 'CheckpointNotOfThisStore':
      return `they belong to another event store (${stop.cause} at ${formatPosition(stop.position)})`
    case 'PartitionedOtherwise':
      return `they are kept in ${stop.partitions} partitions`
    case 'UpgradeRequired':
      return `the event at ${formatPosition(stop.position)} needs a later version of this program`
    case 'EngineFailed':
      return stop.message
  }
}

/** So many failures in a row are not over soon; whoever waits wants to know. */
const tooManyFailures = 5

/** Why a group will not catch up while we wait, if it will not. */
const hopelessness = ({ stop, failure }: Progress): string | undefined => {
  if (stop !== undefined) return describeStop(stop)
  return failure !== undefined && failure.failures >= tooManyFailures ? failure.message : undefined
}

type Standing = { readonly ready: true } | { readonly ready: false; readonly message: string }

/** Whether waiting is over, for better or worse. An engine is idle once it knows that the checkpoint is of this event store. */
const standing = (groups: ReadonlyMap<string, Progress>, head: Position): Standing | undefined => {
  const all = [...groups.values()]
  const message = all.map(hopelessness).find((found) => found !== undefined)
  if (message !== undefined) return { ready: false, message }
  const isThere = ({ activity, position }: Progress): boolean =>
    activity === 'idle' && position !== undefined && comparePositions(position, head) >= 0
  return all.length > 0 && all.every(isThere) ? { ready: true } : undefined
}

/** Built beside the one that is shown, in a group of its own: an engine that ran it would show it. */
const isKept = ({ name, version, group, live }: Member): boolean => !live && group === `${name}@${version}`

/** Embedded read models are nobody else's to fill: here they catch up with the events before they are asked. */
const catchUp = async ({ eventFeed }: OpenEvents, store: ReadModelStore, rebuild: RebuildPolicy): Promise<void> => {
  const head = reply(await eventFeed.head()())
  if (head === undefined) return
  const kept = rebuild === 'never' ? reply(await store.members()()).filter(isKept) : []
  const projections = customerProjections.filter(
    (one) => !kept.some(({ name, version }) => name === one.name && version === one.version)
  )
  const running = runProjections({
    feed: eventFeed,
    store,
    decode: decodeCustomerFeed,
    projections,
    rebuild
  })
  try {
    const stands = await firstValueFrom(
      running.progress$.pipe(
        map((groups) => standing(groups, head.position)),
        filter((found) => found !== undefined)
      )
    )
    if (!stands.ready) throw unavailable(`the read models cannot be brought up to date: ${stands.message}`)
  } finally {
    await running.stop()
  }
}

/** Both kinds of stores. */
export interface OpenStores extends OpenEvents {
  readonly store: ReadModelStore
}

/** Opens events and read models, as far as those are; closes them afterwards. */
export const withStoresAsTheyAre = <A>(
  terminal: Terminal,
  directory: string,
  work: (stores: OpenStores, isEmbedded: boolean) => Promise<A>
): Promise<A> =>
  withEvents(terminal, directory, async (events) => {
    const { readModels: store, close, isEmbedded } = await openReadModels(terminal, directory)
    try {
      return await work({ ...events, store }, isEmbedded)
    } finally {
      await close()
    }
  })

/** Opens events and read models, embedded read models brought up to date; closes them afterwards. */
export const withStores = <A>(
  terminal: Terminal,
  directory: string,
  work: (stores: OpenStores) => Promise<A>,
  { rebuild = 'small' }: { readonly rebuild?: RebuildPolicy } = {}
): Promise<A> =>
  withStoresAsTheyAre(terminal, directory, async (stores, isEmbedded) => {
    if (isEmbedded) await catchUp(stores, stores.store, rebuild)
    return await work(stores)
  })

/** The read models alone: those of a server somebody else keeps up to date, so they can be asked without the events. */
const withReadModels = async <A>(
  terminal: Terminal,
  directory: string,
  work: (store: ReadModelStore) => Promise<A>
): Promise<A> => {
  if (!terminal.environment['DATABASE_URL']) return await withStores(terminal, directory, ({ store }) => work(store))
  const { readModels: store, close } = await openReadModels(terminal, directory)
  try {
    return await work(store)
  } finally {
    await close()
  }
}

/** What the command line calls the arguments of queries, where that is something else. */
const options: Readonly<Record<string, string>> = { after: 'cursor', asOf: 'as-of' }

/** What a query answered, or one line that says why it did not. */
export const answered = <A>(answer: Answer<A>): A => {
  if (answer.outcome === 'answered') return answer.value
  const { failure } = answer
  if (failure.type !== 'InvalidQuery') {
    throw unavailable(
      failure.type === 'ReadModelsUnavailable'
        ? `the read models did not answer: ${failure.message}`
        : `the read models cannot answer: ${failure.type}`
    )
  }
  const name = options[failure.path] ?? failure.path
  throw new CommandFailure(`--${name}: ${failure.message}`, exitCode.usage)
}

/** The door for reading. */
export const withQueries = <A>(
  terminal: Terminal,
  directory: string,
  work: (queries: CustomerQueries) => Promise<A>
): Promise<A> => withReadModels(terminal, directory, (store) => work(createCustomerQueries(store)))
