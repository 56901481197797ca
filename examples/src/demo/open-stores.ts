import { join } from 'node:path'
import { startEmbeddedNode } from '@accountable/adapters/embedded-node'
import { connectEventStoreDB, type EventStoreDBConnection } from '@accountable/adapters/eventstoredb'
import { openEmbeddedReadModels, openPostgresReadModels } from '@accountable/adapters/postgres'
import type { ReadModelStore } from '@accountable/projections'

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

const openEvents = async (directory: string, url: string | undefined): Promise<Opened<EventStoreDBConnection>> => {
  if (url !== undefined) {
    const value = connectEventStoreDB(url)
    return { value, name: 'EVENTSTOREDB_URL', close: value.close }
  }
  const node = await startEmbeddedNode({ directory })
  const value = connectEventStoreDB(node.connectionString)
  return {
    value,
    name: `the embedded node (not EventStoreDB) in ${join(directory, 'events')}`,
    close: () => value.close().finally(node.close)
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

/** Opens both; the embedded ones in `directory`, the others where the environment names them. */
export const openStores = async (
  directory: string,
  environment: { readonly EVENTSTOREDB_URL?: string; readonly DATABASE_URL?: string }
): Promise<Stores> => {
  const events = openEvents(directory, environment.EVENTSTOREDB_URL)
  const readModels = openReadModels(directory, environment.DATABASE_URL)
  const [openedEvents, openedReadModels] = await Promise.allSettled([events, readModels])
  if (openedEvents.status === 'rejected' || openedReadModels.status === 'rejected') {
    if (openedEvents.status === 'fulfilled') await openedEvents.value.close()
    if (openedReadModels.status === 'fulfilled') await openedReadModels.value.close()
    throw openedEvents.status === 'rejected' ? openedEvents.reason : (openedReadModels as PromiseRejectedResult).reason
  }
  const [{ value: eventStore }, { value: rows }] = [openedEvents, openedReadModels]
  return {
    events: eventStore.value,
    readModels: rows.value,
    description: `events: ${eventStore.name}; read models: ${rows.name}`,
    close: () => rows.close().finally(eventStore.close)
  }
}
