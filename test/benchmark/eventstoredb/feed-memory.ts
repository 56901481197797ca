import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { spawnNode } from '../../adapters/embedded-node/spawn-node.js'
import { inTemporaryDirectory } from '../../adapters/embedded-node/temporary-directory.js'
import { type Benchmark, measurement } from '../benchmark.js'
import { MILLION, writeMillionEvents } from '../embedded-node/million-events.js'

const allowed = 64
const reader = fileURLToPath(new URL('feed-reader.js', import.meta.url))

const grown = async (connectionString: string): Promise<number> => {
  const { stdout } = await promisify(execFile)(process.execPath, [reader, connectionString])
  const found = JSON.parse(stdout) as { readonly events: number; readonly grown: number }
  if (found.events < MILLION) throw new Error(`only ${found.events} events were read`)
  return found.grown
}

/**
 * By how many MiB the resident memory of a process grows, at most, while it reads a million events through the feed, against
 * what is allowed. With `EVENTSTOREDB_URL` the log must hold a million events of the feed's prefixes already.
 */
export const feedMemory1m: Benchmark = {
  name: 'feed-memory-1m',
  run: async () => {
    const url = process.env['EVENTSTOREDB_URL']
    if (url !== undefined) return measurement('feed-memory-1m', 'MiB', [await grown(url)], [allowed])
    return inTemporaryDirectory(async (directory) => {
      await writeMillionEvents(join(directory, 'events'))
      const { child, connectionString } = await spawnNode(directory)
      const found = await grown(connectionString)
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      return measurement('feed-memory-1m', 'MiB', [found], [allowed])
    })
  }
}
