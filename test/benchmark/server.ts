import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A server in a process of its own: otherwise it and its client would share a core, and the garbage collector. */
export interface BenchmarkServer {
  readonly connectionString: string
  /** Nothing where the server is not ours. */
  readonly processId: number | undefined
  readonly stop: () => Promise<void>
}

const nodeMain = fileURLToPath(new URL('main.js', import.meta.resolve('@accountable/adapters/embedded-node')))

/** Starts an embedded node in that directory; resolves with its connection string when it accepts connections. */
export const spawnNode = async (directory: string, port = 0): Promise<BenchmarkServer> => {
  const child = spawn(process.execPath, [nodeMain, '--db', directory, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const ended = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    const [connectionString] = /esdb:\/\/\S+/.exec(line) ?? []
    if (connectionString === undefined) continue
    return {
      connectionString,
      processId: child.pid,
      stop: async () => {
        child.kill('SIGTERM')
        await ended
      }
    }
  }
  throw new Error('the embedded node did not start')
}

const start = async (): Promise<BenchmarkServer> => {
  const url = process.env['EVENTSTOREDB_URL']
  if (url !== undefined) return { connectionString: url, processId: undefined, stop: async () => undefined }
  const directory = await mkdtemp(join(tmpdir(), 'accountable-benchmark-'))
  const server = await spawnNode(directory)
  return {
    ...server,
    stop: async () => {
      await server.stop()
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
