import { once } from 'node:events'
import { join } from 'node:path'
import { spawnNode } from '../../adapters/embedded-node/spawn-node.js'
import { inTemporaryDirectory } from '../../adapters/embedded-node/temporary-directory.js'
import { type Benchmark, measurement } from './measurement.js'
import { writeMillionEvents } from './million-events.js'
import { residentMemory } from './resident-memory.js'

const RUNS = 5
const SECONDS_ALLOWED = 3
const MEMORY_ALLOWED = 300

interface Start {
  readonly seconds: number
  readonly memory: number
}

const start = async (directory: string): Promise<Start> => {
  const begun = performance.now()
  const { child } = await spawnNode(directory)
  const seconds = (performance.now() - begun) / 1000
  const memory = await residentMemory(child.pid as number)
  child.kill('SIGTERM')
  await once(child, 'exit')
  return { seconds, memory }
}

let starts: Promise<readonly Start[]> | undefined

/** Both figures come of the same starts: from the process's birth to its accepting connections. */
const measured = (): Promise<readonly Start[]> => {
  starts ??= inTemporaryDirectory(async (directory) => {
    await writeMillionEvents(join(directory, 'events'))
    const all: Start[] = []
    for (let run = 0; run < RUNS; run++) all.push(await start(directory))
    return all
  })
  return starts
}

/** Seconds that a start on a million events takes, against what is allowed. */
export const nodeStart1m: Benchmark = {
  name: 'node-start-1m',
  run: async () =>
    measurement(
      's',
      (await measured()).map(({ seconds }) => seconds),
      [SECONDS_ALLOWED]
    )
}

/** Resident memory after it, against what is allowed. */
export const nodeStart1mMemory: Benchmark = {
  name: 'node-start-1m-memory',
  run: async () =>
    measurement(
      'MiB',
      (await measured()).map(({ memory }) => memory),
      [MEMORY_ALLOWED]
    )
}
