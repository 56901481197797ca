import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface SpawnedNode {
  readonly child: ChildProcess
  readonly connectionString: string
}

const MAIN = fileURLToPath(new URL('./main.js', import.meta.resolve('@accountable/adapters/embedded-node')))

/** What starts a node on a free port as a process of its own. */
export const nodeCommand = (directory: string, port = 0): readonly string[] => [
  MAIN,
  '--db',
  directory,
  '--port',
  String(port)
]

/** A node as a process of its own, once it accepts connections. */
export const spawnNode = (directory: string, port = 0): Promise<SpawnedNode> => {
  const child = spawn(process.execPath, nodeCommand(directory, port), { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      text += chunk.toString()
      const connectionString = /(esdb:\S+)\n/.exec(text)?.[1]
      if (connectionString !== undefined) resolve({ child, connectionString })
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code, signal) => reject(new Error(`the node ended (${signal ?? code}): ${text}`)))
  })
}
