import { formatPosition, type Position } from '@accountable/domain/kernel'
import {
  type Progress,
  type ReachFailure,
  type ReadModelStore,
  reach,
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
import * as E from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom, map } from 'rxjs'
import { CommandFailure, exitCode } from './exit-code.js'
import { type OpenEvents, openReadModels, withEvents } from './open-stores.js'
import type { Terminal } from './terminal.js'

const unavailable = (message: string): CommandFailure => new CommandFailure(message, exitCode.unavailable)

const describeStop = (stop: StopReason): string | undefined => {
  switch (stop.type) {
    case 'StopAsked':
      return undefined
    case 'CheckpointNotOfThisStore':
      return `they belong to another event store (${stop.cause} at ${formatPosition(stop.position)})`
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

const reachAll = async (
  store: ReadModelStore,
  position: Position,
  timeout: number
): Promise<ReachFailure | undefined> => {
  for (const { name } of customerProjections) {
    const reached = await reach(store, name, { position, timeout })()
    if (E.isLeft(reached)) return reached.left
  }
  return undefined
}

/** As long as it takes: what cannot go on says so itself. */
const patience = 24 * 3_600_000

/** Embedded read models are nobody else's to fill: here they catch up with the events before they are asked. */
const catchUp = async ({ eventFeed }: OpenEvents, store: ReadModelStore): Promise<void> => {
  const head = await eventFeed.head()()
  if (E.isLeft(head)) throw unavailable(`the event store did not answer: ${head.left.message}`)
  if (head.right === undefined || (await reachAll(store, head.right.position, 0)) === undefined) return
  const running = runProjections({
    feed: eventFeed,
    store,
    decode: decodeCustomerFeed,
    projections: customerProjections
  })
  const hopeless = firstValueFrom(
    running.progress$.pipe(
      map((groups) => [...groups.values()].map(hopelessness).find((message) => message !== undefined)),
      filter((message) => message !== undefined)
    ),
    { defaultValue: undefined }
  )
  try {
    const reached = reachAll(store, head.right.position, patience).then((failure) => {
      if (failure !== undefined) throw unavailable(`the read models did not catch up: ${failure.type}`)
      return undefined
    })
    const message = await Promise.race([reached, hopeless])
    if (message !== undefined) throw unavailable(`the read models cannot be brought up to date: ${message}`)
  } finally {
    await running.stop()
  }
}

/** Both kinds of stores. */
export interface OpenStores extends OpenEvents {
  readonly store: ReadModelStore
}

/** Opens events and read models, embedded read models brought up to date; closes them afterwards. */
export const withStores = <A>(
  terminal: Terminal,
  directory: string,
  work: (stores: OpenStores) => Promise<A>
): Promise<A> =>
  withEvents(terminal, directory, async (events) => {
    const { store, close, isEmbedded } = await openReadModels(terminal, directory)
    try {
      if (isEmbedded) await catchUp(events, store)
      return await work({ ...events, store })
    } finally {
      await close()
    }
  })

/** The read models alone: those of a server somebody else keeps up to date, so they can be asked without the events. */
const withReadModels = async <A>(
  terminal: Terminal,
  directory: string,
  work: (store: ReadModelStore) => Promise<A>
): Promise<A> => {
  if (!terminal.environment['DATABASE_URL']) return await withStores(terminal, directory, ({ store }) => work(store))
  const { store, close } = await openReadModels(terminal, directory)
  try {
    return await work(store)
  } finally {
    await close()
  }
}

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
  const name = failure.argument === 'after' ? 'cursor' : failure.argument
  throw new CommandFailure(`--${name}: expected what an earlier answer or the help says`, exitCode.usage)
}

/** The door for reading. */
export const withQueries = <A>(
  terminal: Terminal,
  directory: string,
  work: (queries: CustomerQueries) => Promise<A>
): Promise<A> => withReadModels(terminal, directory, (store) => work(createCustomerQueries(store)))
