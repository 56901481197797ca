import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { EventStore } from '@accountable/domain/application'
import type { EventFeed } from '@accountable/projections'
import type { OpenReadModels } from '../postgres/index.js'
import { CommandFailure, exitCode } from './exit-code.js'
import type { Terminal } from './terminal.js'

/** Both ports to the events. */
export interface OpenEvents {
  readonly eventStore: EventStore
  readonly eventFeed: EventFeed
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false
  )

const opening = async <A>(open: () => Promise<A>): Promise<A> => {
  try {
    return await open()
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), exitCode.unavailable)
  }
}

/** Asking must not make an empty store where somebody has mistyped a directory. */
const requireStore = async (directory: string): Promise<void> => {
  if (await exists(join(directory, 'events'))) return
  throw new CommandFailure(
    `there is no embedded store in ${directory}: name another with --db, or a server with EVENTSTOREDB_URL`,
    exitCode.unavailable
  )
}

/** Opens the events that the environment names, or the embedded ones; says which; closes them when the work is done. Makes none unless asked to `create`. */
export const withEvents = async <A>(
  terminal: Terminal,
  directory: string,
  work: (events: OpenEvents) => Promise<A>,
  { create = false }: { readonly create?: boolean } = {}
): Promise<A> => {
  const { connectEventStoreDB } = await import('../eventstoredb/index.js')
  const url = terminal.environment['EVENTSTOREDB_URL']
  if (url !== undefined && url !== '') {
    const connection = await opening(async () => connectEventStoreDB(url))
    terminal.note('events: EVENTSTOREDB_URL')
    try {
      return await work(connection)
    } finally {
      await connection.close()
    }
  }
  if (!create) await requireStore(directory)
  const { startEmbeddedNode } = await import('../embedded-node/index.js')
  const node = await opening(() => startEmbeddedNode({ directory }))
  const connection = connectEventStoreDB(node.connectionString)
  terminal.note(`events: the embedded node (not EventStoreDB) in ${join(directory, 'events')}`)
  try {
    return await work(connection)
  } finally {
    try {
      await connection.close()
    } finally {
      await node.close()
    }
  }
}

/** Opens the read models that the environment names, or the embedded ones, and says which. The caller closes them. */
export const openReadModels = async (
  terminal: Terminal,
  directory: string
): Promise<OpenReadModels & { readonly isEmbedded: boolean }> => {
  const { openEmbeddedReadModels, openPostgresReadModels } = await import('../postgres/index.js')
  const url = terminal.environment['DATABASE_URL']
  if (url !== undefined && url !== '') {
    terminal.note('read models: DATABASE_URL')
    return { ...(await opening(() => openPostgresReadModels({ connectionString: url }))), isEmbedded: false }
  }
  const own = join(directory, 'read-models')
  terminal.note(`read models: PGlite in ${own}`)
  return { ...(await opening(() => openEmbeddedReadModels({ directory: own }))), isEmbedded: true }
}
