import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnNode } from '../adapters/embedded-node/spawn-node.js'

/** A server in a process of its own: otherwise it and its client would share a core, and the garbage collector. */
export interface BenchmarkServer {
  readonly connectionString: string
  /** Nothing where the server is not ours. */
  readonly processId: number | undefined
  readonly stop: () => Promise<void>
}

const start = async (): Promise<BenchmarkServer> => {
  const url = process.env['EVENTSTOREDB_URL']
  if (url !== undefined) return { connectionString: url, processId: undefined, stop: async () => undefined }
  const directory = await mkdtemp(join(tmpdir(), 'accountable-benchmark-'))
  const { child, connectionString } = await spawnNode(directory)
  return {
    connectionString,
    processId: child.pid,
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      await rm(directory, { recursive: true, force: true })
    }
  }
}

let shared: Promise<BenchmarkServer> | undefined

/** The server that `EVENTSTOREDB_URL` names, else one embedded node for all benchmarks of this run. */
export const benchmarkServer = (): Promise<BenchmarkServer> => {
  shared ??= start()
  return shared
}

export const stopBenchmarkServer = async (): Promise<void> => {
  await (await shared)?.stop()
}
