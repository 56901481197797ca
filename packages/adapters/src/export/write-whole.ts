import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Row } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { type ExportFailure, exportFailure } from './export-failure.js'
import type { RowPages } from './export-model.js'
import type { RowEncoder } from './row-encoder.js'

/** A file that is whole and on the disk, under a name that nobody looks for yet. */
export interface WholeFile {
  readonly temporary: string
  readonly rows: number
  readonly bytes: number
  /** SHA-256, hex. */
  readonly sha256: string
}

/** Temporary files of ours, and of nobody else. */
export const isTemporary = (name: string): boolean => name.startsWith('.accountable-') && name.endsWith('.tmp')

/** Makes a rename last: the directory's own entry must be on the disk too. Windows has no such call and needs none. */
export const syncDirectory = async (directory: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const create = (temporary: string): Promise<FileHandle> => open(temporary, 'wx', 0o600)

/** Writes all of a buffer: one `write` may take less of it. */
const writeAll = async (handle: FileHandle, bytes: Uint8Array): Promise<void> => {
  for (let from = 0; from < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, from)
    from += bytesWritten
  }
}

/**
 * Writes rows beside `path`, under a temporary name, and syncs them. The next page is read when the last one is written.
 * After a failure there is no file.
 */
export const writeWhole = async <R extends Row>(
  path: string,
  encoder: RowEncoder<R>,
  pages: RowPages<R>,
  progress: (rows: number) => void
): Promise<E.Either<ExportFailure, WholeFile>> => {
  const temporary = join(dirname(path), `.accountable-${randomUUID()}.tmp`)
  const hash = createHash('sha256')
  let rows = 0
  let bytes = 0
  const fill = async (handle: FileHandle): Promise<ExportFailure | undefined> => {
    const put = async (chunk: Uint8Array): Promise<void> => {
      await writeAll(handle, chunk)
      hash.update(chunk)
      bytes += chunk.length
    }
    await put(encoder.begin())
    for await (const page of pages) {
      if (E.isLeft(page)) return page.left
      await put(encoder.add(page.right))
      rows += page.right.length
      progress(rows)
    }
    await put(encoder.end())
    await handle.sync()
    return undefined
  }
  const outcome = await create(temporary)
    .then(async (handle) => {
      try {
        return await fill(handle)
      } finally {
        await handle.close()
      }
    })
    .catch((error: unknown) => exportFailure(path, error))
  if (outcome === undefined) return E.right({ temporary, rows, bytes, sha256: hash.digest('hex') })
  await rm(temporary, { force: true }).catch(() => undefined) // where nothing could be made, nothing can be removed
  return E.left(outcome)
}
