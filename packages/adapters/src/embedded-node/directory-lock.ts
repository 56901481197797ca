import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DirectoryInUse } from './directory-in-use.js'
import { processStart } from './process-start.js'

const NAME = 'lock'

interface Holder {
  readonly pid: number
  readonly started: string
  readonly since: string
}

/**
 * Takes a directory for this process, or rejects with DirectoryInUse. What a process that is gone has left behind is no
 * obstacle. Answers how to give it back.
 */
export const lockDirectory = async (directory: string): Promise<() => Promise<void>> => {
  await mkdir(directory, { recursive: true })
  const path = join(directory, NAME)
  const own = join(directory, `${NAME}.${process.pid}.${randomUUID()}`)
  const started = await processStart(process.pid)
  const text = JSON.stringify({ pid: process.pid, started, since: new Date().toISOString() })
  await writeFile(own, text, { flag: 'wx', mode: 0o600 })
  try {
    while (!(await tryLink(own, path))) await removeIfStale(directory, path)
  } finally {
    await rm(own, { force: true })
  }
  return () => rm(path, { force: true })
}

/** A link appears at once and with its content, and only where nothing is. */
const tryLink = async (own: string, path: string): Promise<boolean> => {
  try {
    await link(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

const removeIfStale = async (directory: string, path: string): Promise<void> => {
  const found = await readIfThere(path)
  if (found === undefined) return
  const holder = parse(found)
  if (holder && (await processStart(holder.pid)) === holder.started) {
    throw new DirectoryInUse(directory, holder.pid, holder.since)
  }
  // Moved aside and looked at again, because somebody else may have taken the place of the stale one meanwhile.
  const aside = `${path}.${randomUUID()}`
  await rename(path, aside).catch(() => undefined)
  const moved = await readIfThere(aside)
  if (moved !== undefined && moved !== found) await tryLink(aside, path)
  await rm(aside, { force: true })
}

const readIfThere = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)

const parse = (text: string): Holder | undefined => {
  try {
    const { pid, started, since } = JSON.parse(text) as Partial<Holder>
    return typeof pid === 'number' && typeof started === 'string'
      ? { pid, started, since: since ?? 'long ago' }
      : undefined
  } catch {
    return undefined
  }
}
