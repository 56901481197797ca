import { type OpenEvents, openEvents } from './open-events.js'
import { type OpenReadModels, openReadModels } from './open-read-models.js'
import type { StoresOptions } from './stores-options.js'

/** Events and read models. */
export interface Stores
  extends Pick<OpenEvents, 'eventStore' | 'eventFeed'>,
    Pick<OpenReadModels, 'readModels' | 'sql'> {
  /** Which they are, in one line for a person. */
  readonly description: string
  readonly close: () => Promise<void>
}

/**
 * Opens both: servers where the environment names them, the embedded ones in `directory` else. Rejects with one line for a
 * person, and leaves nothing open, where either cannot be opened; DirectoryInUse names the process that has the directory.
 */
export const openStores = async (options: StoresOptions): Promise<Stores> => {
  const [events, readModels] = await Promise.allSettled([openEvents(options), openReadModels(options)])
  if (events.status === 'fulfilled' && readModels.status === 'fulfilled') {
    const { eventStore, eventFeed } = events.value
    return {
      eventStore,
      eventFeed,
      readModels: readModels.value.readModels,
      sql: readModels.value.sql,
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
