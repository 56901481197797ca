// The node's thread. Started by `start-embedded-node` only.
import { parentPort, workerData } from 'node:worker_threads'
import { type NodeOptions, openNode } from './open-node.js'
import type { FromWorker } from './worker-messages.js'

const tell = (message: FromWorker): void => parentPort?.postMessage(message)
const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

try {
  const node = await openNode(workerData as NodeOptions)
  void node.failed.then((error) => tell({ kind: 'failed', error }))
  parentPort?.once('message', () => {
    void node
      .close()
      .catch((error: unknown) => tell({ kind: 'failed', error: toError(error) }))
      .finally(() => {
        tell({ kind: 'closed' })
        parentPort?.close()
      })
  })
  tell({ kind: 'listening', port: node.port, notice: node.notice })
} catch (error) {
  tell({ kind: 'refused', error: toError(error) })
}
