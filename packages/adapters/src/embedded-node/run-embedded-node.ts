import { lockDirectory } from './directory-lock.js'
import { eventsDirectory, type NodeOptions, openNode } from './open-node.js'

/** A node that accepts connections. */
export interface ListeningNode {
  /** The directory of its events. */
  readonly directory: string
  readonly connectionString: string
  /** Anything worth knowing about how it started. */
  readonly notice: string | undefined
}

export interface RunOptions extends NodeOptions {
  readonly onListening: (node: ListeningNode) => void
}

/** One line for people, and one for what is worth knowing. */
export const linesOf = ({ directory, connectionString, notice }: ListeningNode): ReadonlyArray<string> => [
  ...(notice === undefined ? [] : [notice]),
  `embedded node (not EventStoreDB) for ${directory}: ${connectionString}`
]

/** A process that is nothing but a node: runs until SIGTERM or SIGINT. Rejects when it cannot start or cannot go on. */
export const runEmbeddedNode = async ({ onListening, ...options }: RunOptions): Promise<void> => {
  const events = eventsDirectory(options.directory)
  const unlock = await lockDirectory(events)
  try {
    const node = await openNode(options)
    const connectionString = `esdb://127.0.0.1:${node.port}?tls=false`
    onListening({ directory: events, connectionString, notice: node.notice })
    const failure = await Promise.race([signalled(), node.failed])
    await node.close()
    if (failure) throw failure
  } finally {
    await unlock()
  }
}

const signalled = (): Promise<undefined> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(undefined))
  })
