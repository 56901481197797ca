// The node's thread. Started by `start-embedded-node` only.
import { parentPort, workerData } from 'node:worker_threads'
import { type NodeOptions, type OpenNode, openNode } from './open-node.js'
import { LogDamaged } from './storage/damage.js'
import type { FromWorker } from './worker-messages.js'

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window: it has no origin
const tell = (message: FromWorker): void => parentPort?.postMessage(message)
const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

const serve = (node: OpenNode): void => {
  void node.failed.then((error) => tell({ kind: 'failed', error }))
  parentPort?.once('message', () => {
    node
      .close()
      .catch((error: unknown) => tell({ kind: 'failed', error: toError(error) }))
      .finally(() => parentPort?.close())
  })
  tell({ kind: 'listening', port: node.port, notice: node.notice })
}

openNode(workerData as NodeOptions).then(serve, (error: unknown) => {
  if (error instanceof LogDamaged) tell({ kind: 'damaged', position: error.position, fault: error.fault })
  else tell({ kind: 'refused', error: toError(error) })
})
