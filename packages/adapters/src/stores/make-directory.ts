import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { reasonOf } from './system-error.js'

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false
  )

/**
 * Makes a directory and those above it, one by one: Node's own recursive way never ends below /proc. Rejects with one line that
 * names it and says why.
 */
export const makeDirectory = async (directory: string): Promise<void> => {
  const missing: string[] = []
  for (let path = resolve(directory); !(await exists(path)); path = dirname(path)) missing.unshift(path)
  try {
    for (const path of missing) await mkdir(path, { recursive: false })
  } catch (error) {
    // Somebody else may have been quicker.
    if (!(await exists(directory))) throw new Error(`${directory} cannot be made: ${reasonOf(error)}`, { cause: error })
  }
  if (!(await stat(directory)).isDirectory()) throw new Error(`${directory} cannot be used: it is a file`)
}
