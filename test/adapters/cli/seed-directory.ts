import { startEmbeddedNode } from '@accountable/adapters/embedded-node'
import { connectEventStoreDB } from '@accountable/adapters/eventstoredb'
import { seedStore } from '../../projections/history/seed-store.js'

/** Makes a directory that `--db` can name, with the events of the shared customers and changes and without read models. */
export const seedDirectory = async (directory: string): Promise<void> => {
  const node = await startEmbeddedNode({ directory })
  const connection = connectEventStoreDB(node.connectionString)
  await seedStore(connection.eventStore)
  await connection.close()
  await node.close()
}
