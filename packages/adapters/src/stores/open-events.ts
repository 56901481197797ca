import { join } from 'node:path'
import type { EventStore } from '@accountable/domain/application'
import type { EventFeed } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import type { ConnectionOptions } from '../eventstoredb/index.js'
import { makeDirectory } from './make-directory.js'
import { type OpenStore, type StoresOptions, urlOf } from './stores-options.js'
import { orReason } from './system-error.js'

/** Both ports to the events. */
export interface OpenEvents extends OpenStore {
  readonly eventStore: EventStore
  readonly eventFeed: EventFeed
}

const openServer = async (url: string, options: ConnectionOptions): Promise<OpenEvents> => {
  const { connectEventStoreDB } = await import('../eventstoredb/index.js')
  const connection = connectEventStoreDB(url, options)
  // Asked once, before anything is done: a server that is not there would be waited for at every command.
  const head = await connection.eventFeed.head()()
  if (E.isRight(head)) return { ...connection, name: 'EVENTSTOREDB_URL', isEmbedded: false }
  await connection.close()
  throw new Error(`the event store of EVENTSTOREDB_URL did not answer: ${head.left.message}`)
}

const openNode = async (directory: string, options: ConnectionOptions): Promise<OpenEvents> => {
  await makeDirectory(directory)
  const { startEmbeddedNode } = await import('../embedded-node/index.js')
  const node = await orReason(`the events in ${directory} cannot be opened`, () => startEmbeddedNode({ directory }))
  const { connectEventStoreDB } = await import('../eventstoredb/index.js')
  const connection = connectEventStoreDB(node.connectionString, options)
  return {
    ...connection,
    name: `the embedded node (not EventStoreDB) in ${join(directory, 'events')}`,
    isEmbedded: true,
    close: async () => {
      try {
        await connection.close()
      } finally {
        await node.close()
      }
    }
  }
}

/** The events: of the server that EVENTSTOREDB_URL names, else of an embedded node in `directory`, made if it is not there. */
export const openEvents = async ({ directory, environment, receiveWindow }: StoresOptions): Promise<OpenEvents> => {
  const url = urlOf(environment, 'EVENTSTOREDB_URL')
  const options = receiveWindow === undefined ? {} : { receiveWindow }
  return url === undefined ? await openNode(directory, options) : await openServer(url, options)
}
