import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedNode } from '@accountable/adapters/embedded-node'

/** A server that tests may fill with streams of their own. */
export interface TestServer {
  readonly connectionString: string
  readonly stop: () => Promise<void>
}

/** The real server that `EVENTSTOREDB_URL` names, else an embedded node in a directory of its own. */
export const startServer = async (): Promise<TestServer> => {
  const url = process.env['EVENTSTOREDB_URL']
  if (url !== undefined) return { connectionString: url, stop: async () => undefined }
  const directory = await mkdtemp(join(tmpdir(), 'accountable-test-'))
  const node = await startEmbeddedNode({ directory })
  return {
    connectionString: node.connectionString,
    stop: async () => {
      await node.close()
      await rm(directory, { recursive: true, force: true })
    }
  }
}
