import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { type ExportFailure, exportFailure } from './export-failure.js'
import { exportFormats } from './row-encoder.js'
import { syncDirectory } from './write-whole.js'

/** `commit:prepare` */
export const positionText = t.refinement(t.string, (text) => /^\d{1,20}:\d{1,20}$/.test(text), 'a position')

const part = {
  file: t.string,
  /** The rows after this position, or from the beginning, up to and including `upTo`. */
  after: t.union([positionText, t.null]),
  upTo: positionText,
  rows: t.number,
  bytes: t.number,
  sha256: t.string
}

export const ManifestPart = t.strict(part)
export type ManifestPart = t.TypeOf<typeof ManifestPart>

/** What a directory of part files holds. A consumer reads the files of `parts`, each once; their ranges meet and never overlap. */
export const Manifest = t.strict({
  manifest: t.literal(1),
  model: t.string,
  modelVersion: t.number,
  format: t.keyof(exportFormats),
  columns: t.array(t.string),
  /** Everything up to here is in the parts. */
  upTo: t.union([positionText, t.null]),
  parts: t.array(ManifestPart),
  /** A part that was whole when a process may have died; the next export finishes it. */
  pending: t.union([t.strict({ ...part, temporary: t.string }), t.null])
})
export type Manifest = t.TypeOf<typeof Manifest>

const manifestPath = (directory: string): string => join(directory, 'manifest.json')

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The manifest of a directory; nothing where there is none yet. */
export const readManifest = async (directory: string): Promise<E.Either<ExportFailure, Manifest | undefined>> => {
  const path = manifestPath(directory)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return absent ? E.right(undefined) : E.left(exportFailure(path, error))
  }
  const decoded = Manifest.decode(parse(text))
  return E.isRight(decoded) ? decoded : E.left({ type: 'OtherManifest', path, expected: 'a manifest of version 1' })
}

/** Replaces the manifest as a whole. Throws what the operating system says. */
export const writeManifest = async (directory: string, manifest: Manifest): Promise<void> => {
  const temporary = join(directory, '.accountable-manifest.tmp')
  try {
    const handle = await open(temporary, 'w', 0o600)
    try {
      await handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, manifestPath(directory))
    await syncDirectory(dirname(temporary))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
