import { join } from 'node:path'
import { startEmbeddedNode } from '@accountable/adapters/embedded-node'
import { connectEventStoreDB, type EventStoreDBConnection } from '@accountable/adapters/eventstoredb'
import { openEmbeddedReadModels, openPostgresReadModels } from '@accountable/adapters/postgres'
import type { ReadModelStore } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'

/** Where events and read models are, and in words which they are. */
export interface Stores {
  readonly events: EventStoreDBConnection
  readonly readModels: ReadModelStore
  readonly description: string
  readonly close: () => Promise<void>
}

interface Opened<A> {
  readonly value: A
  readonly name: string
  readonly close: () => Promise<void>
}

/** Asked once, before anything is done: a server that is not there would be waited for at every command. */
const requireAnswer = async ({ eventFeed, close }: EventStoreDBConnection): Promise<void> => {
  const head = await eventFeed.head()()
  if (E.isRight(head)) return
  await close()
  throw new Error(`the event store of EVENTSTOREDB_URL did not answer: ${head.left.message}`)
}

const openEvents = async (directory: string, url: string | undefined): Promise<Opened<EventStoreDBConnection>> => {
  if (url !== undefined) {
    const value = connectEventStoreDB(url)
    await requireAnswer(value)
    return { value, name: 'EVENTSTOREDB_URL', close: () => value.close() }
  }
  const node = await startEmbeddedNode({ directory })
  const value = connectEventStoreDB(node.connectionString)
  return {
    value,
    name: `the embedded node (not EventStoreDB) in ${join(directory, 'events')}`,
    close: async () => {
      try {
        await value.close()
      } finally {
        await node.close()
      }
    }
  }
}

const openReadModels = async (directory: string, url: string | undefined): Promise<Opened<ReadModelStore>> => {
  const { store, close } =
    url === undefined
      ? await openEmbeddedReadModels({ directory: join(directory, 'read-models') })
      : await openPostgresReadModels({ connectionString: url })
  return {
    value: store,
    name: url === undefined ? `PGlite in ${join(directory, 'read-models')}` : 'DATABASE_URL',
    close
  }
}

/** An empty variable names nothing, as elsewhere. */
const named = (url: string | undefined): string | undefined => (url === '' ? undefined : url)

/** Opens both; the embedded ones in `directory`, the others where the environment names them. */
export const openStores = async (
  directory: string,
  environment: { readonly EVENTSTOREDB_URL?: string; readonly DATABASE_URL?: string }
): Promise<Stores> => {
  const [events, readModels] = await Promise.allSettled([
    openEvents(directory, named(environment.EVENTSTOREDB_URL)),
    openReadModels(directory, named(environment.DATABASE_URL))
  ])
  if (events.status === 'fulfilled' && readModels.status === 'fulfilled') {
    return {
      events: events.value.value,
      readModels: readModels.value.value,
      description: `events: ${events.value.name}; read models: ${readModels.value.name}`,
      close: async () => {
        try {
          await readModels.value.close()
        } finally {
          await events.value.close()
        }
      }
    }
  }
  if (events.status === 'fulfilled') await events.value.close()
  if (readModels.status === 'fulfilled') await readModels.value.close()
  throw events.status === 'rejected' ? events.reason : readModels.status === 'rejected' && readModels.reason
}
