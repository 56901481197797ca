import { lockDirectory } from './directory-lock.js'
import { eventsDirectory, type NodeOptions, openNode } from './open-node.js'

export interface RunOptions extends NodeOptions {
  /** Gets one line when the node accepts connections, and one for anything worth knowing. */
  readonly print: (line: string) => void
}

/** A process that is nothing but a node: runs until SIGTERM or SIGINT. Rejects when it cannot start or cannot go on. */
export const runEmbeddedNode = async ({ print, ...options }: RunOptions): Promise<void> => {
  const events = eventsDirectory(options.directory)
  const unlock = await lockDirectory(events)
  try {
    const node = await openNode(options)
    if (node.notice !== undefined) print(node.notice)
    print(`embedded node (not EventStoreDB) for ${events}: esdb://127.0.0.1:${node.port}?tls=false`)
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
