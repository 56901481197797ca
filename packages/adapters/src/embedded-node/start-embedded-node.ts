import { Worker } from 'node:worker_threads'
import { lockDirectory } from './directory-lock.js'
import { eventsDirectory, type NodeOptions } from './open-node.js'
import { LogDamaged } from './storage/damage.js'
import type { FromWorker, ToWorker } from './worker-messages.js'

/** A node that runs in a worker thread of this process, and dies with it. */
export interface EmbeddedNode {
  /** What `EventStoreDBClient.connectionString` takes. */
  readonly connectionString: string
  readonly port: number
  /**
   * Settles when the node cannot go on: a write or a sync has failed, or its thread has died. Nothing is acknowledged any
   * more then, and nothing acknowledged is lost. Never settles after `close`.
   */
  readonly failed: Promise<Error>
  /** Stores what was sent, ends every call and gives the directory back. */
  close(): Promise<void>
}

/**
 * Starts a node on `127.0.0.1`; resolves when it accepts connections. Rejects with DirectoryInUse when another process has
 * the directory, and with LogDamaged when starting would lose acknowledged events.
 */
export const startEmbeddedNode = async (options: NodeOptions): Promise<EmbeddedNode> => {
  const unlock = await lockDirectory(eventsDirectory(options.directory))
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: options, execArgv: [] })
  const ended = new Promise((resolve) => worker.once('exit', resolve)).then(unlock)
  try {
    const { port, notice } = await listening(worker)
    if (notice !== undefined) process.emitWarning(notice, { code: 'EMBEDDED_NODE' })
    let closing = false
    const failed = new Promise<Error>((resolve) => {
      worker.on('message', (message: FromWorker) => message.kind === 'failed' && resolve(message.error))
      worker.on('error', resolve)
      worker.on('exit', () => closing || resolve(new Error('the thread of the embedded node has ended')))
    })
    return {
      connectionString: `esdb://127.0.0.1:${port}?tls=false`,
      port,
      failed,
      close: async () => {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window: it has no origin
        if (!closing) worker.postMessage('close' satisfies ToWorker)
        closing = true
        await ended
      }
    }
  } catch (error) {
    await worker.terminate()
    await ended
    throw error
  }
}

const listening = (worker: Worker): Promise<Extract<FromWorker, { kind: 'listening' }>> =>
  new Promise((resolve, reject) => {
    worker.once('message', (message: FromWorker) => {
      if (message.kind === 'listening') resolve(message)
      else reject(message.kind === 'damaged' ? new LogDamaged(message.position, message.fault) : message.error)
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the thread of the embedded node has ended')))
  })
