import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Manifest, type ManifestPart, writeManifest } from './manifest.js'
import { isTemporary, syncDirectory } from './write-whole.js'

const hashOf = async (file: string): Promise<string | undefined> => {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(file), hash)
    return hash.digest('hex')
  } catch {
    return undefined
  }
}

/** The manifest with one more part. */
export const withPart = (manifest: Manifest, added: ManifestPart): Manifest => ({
  ...manifest,
  upTo: added.upTo,
  parts: [...manifest.parts, added],
  pending: null
})

/** Finishes a part that was whole when a process died, or forgets it where it is gone. */
export const recoverParts = async (directory: string, manifest: Manifest): Promise<Manifest> => {
  if (manifest.pending === null) return manifest
  const { temporary, ...part } = manifest.pending
  const file = join(directory, part.file)
  if ((await hashOf(file)) !== part.sha256) {
    const left = join(directory, temporary)
    if ((await hashOf(left)) !== part.sha256) return { ...manifest, pending: null }
    await rename(left, file)
    await syncDirectory(directory)
  }
  const recovered = withPart(manifest, part)
  await writeManifest(directory, recovered)
  return recovered
}

/** Takes away what a process that died has left unfinished. The caller holds the directory's lock. */
export const removeTemporaries = async (directory: string): Promise<void> => {
  for (const name of await readdir(directory)) {
    if (isTemporary(name)) await rm(join(directory, name), { force: true })
  }
}

/** True where nothing but a lock and unfinished files is in a directory. */
export const isUnused = async (directory: string): Promise<boolean> =>
  (await readdir(directory)).every((name) => isTemporary(name) || /^lock(\.|$)/.test(name))
