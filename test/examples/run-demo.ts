import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../../examples/dist/demo/main.js', import.meta.url))

/** What a run of the demo left behind. */
export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const { EVENTSTOREDB_URL: _events, DATABASE_URL: _rows, ...environment } = process.env

/** Starts the demo as a user would, on embedded stores but for `servers`; `kill` gets the process to do what it likes with it. */
export const runDemo = (
  args: ReadonlyArray<string>,
  kill?: (child: ChildProcess) => void,
  servers: Readonly<Record<string, string>> = {}
): Promise<Run> =>
  new Promise((resolve) => {
    const env = { ...environment, ...servers }
    const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk)
    })
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk)
    })
    child.on('close', (code) => resolve({ code, stdout, stderr }))
    kill?.(child)
  })
