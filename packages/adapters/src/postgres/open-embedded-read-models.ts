import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { lockDirectory } from '../embedded-node/directory-lock.js'
import { defaultSettings, type OpenReadModels, readModelsIn } from './open-read-models.js'
import { pgliteDatabase } from './pglite-database.js'

const unfinished = 'new-'

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false
  )

/** A database that was never finished is never opened: it is made under another name, closed, and renamed. */
const create = async (directory: string, data: string): Promise<void> => {
  for (const name of await readdir(directory))
    if (name.startsWith(unfinished)) await rm(join(directory, name), { recursive: true, force: true })
  const temporary = join(directory, `${unfinished}${crypto.randomUUID()}`)
  const database = await pgliteDatabase(temporary)
  await database.close()
  await rename(temporary, data)
}

const openData = async (data: string): Promise<OpenReadModels> =>
  readModelsIn(await pgliteDatabase(data), defaultSettings)

const open = async (directory: string): Promise<OpenReadModels> => {
  const data = join(directory, 'data')
  if (await exists(data)) {
    try {
      return await openData(data)
    } catch {
      // It can be built again from the events; whoever wants to know what was wrong finds it here.
      await rename(data, join(directory, `broken-${crypto.randomUUID()}`))
    }
  }
  await create(directory, data)
  return await openData(data)
}

/** PGlite's file system throws objects that are no errors and say little: a full disk is the usual cause. */
const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'its files cannot be written; is the disk full?'

/**
 * Read models in this process, in a directory of their own: PGlite. A directory that cannot be opened is set aside, and an
 * engine then builds the read models again. Rejects with DirectoryInUse while another process has the directory.
 */
export const openEmbeddedReadModels = async ({
  directory
}: {
  readonly directory: string
}): Promise<OpenReadModels> => {
  await mkdir(directory, { recursive: true })
  const unlock = await lockDirectory(directory)
  try {
    const opened = await open(directory)
    const close = async (): Promise<void> => {
      try {
        await opened.close()
      } finally {
        await unlock()
      }
    }
    return { ...opened, close }
  } catch (error) {
    await unlock()
    throw new Error(`the read models in ${directory} cannot be opened: ${reasonOf(error)}`, { cause: error })
  }
}
