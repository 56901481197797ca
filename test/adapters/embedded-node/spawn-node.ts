import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

type Child = ChildProcessByStdio<null, Readable, Readable>

export interface SpawnedNode {
  readonly child: Child
  readonly connectionString: string
}

const MAIN = fileURLToPath(new URL('./main.js', import.meta.resolve('@accountable/adapters/embedded-node')))

/** What starts a node as a process of its own; port 0 is a free one. */
export const nodeCommand = (directory: string, port = 0): readonly string[] => [
  MAIN,
  '--db',
  directory,
  '--port',
  String(port)
]

/** The connection string that a node prints once it accepts connections. */
export const listening = (child: Child): Promise<string> => {
  let text = ''
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      text += chunk.toString()
      const connectionString = /(esdb:\S+)\n/.exec(text)?.[1]
      if (connectionString !== undefined) resolve(connectionString)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code, signal) => reject(new Error(`the node ended (${signal ?? code}): ${text}`)))
  })
}

/** A node as a process of its own, once it accepts connections. */
export const spawnNode = async (directory: string, port = 0): Promise<SpawnedNode> => {
  const child = spawn(process.execPath, nodeCommand(directory, port), { stdio: ['ignore', 'pipe', 'pipe'] })
  return { child, connectionString: await listening(child) }
}
