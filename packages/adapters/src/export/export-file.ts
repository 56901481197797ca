import { link, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Row } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { type ExportFailure, exportFailure } from './export-failure.js'
import type { ExportModel, RowPages } from './export-model.js'
import { createRowEncoder, type ExportFormat } from './row-encoder.js'
import { syncDirectory, type WholeFile, writeWhole } from './write-whole.js'

/** What was exported. */
export type ExportedFile = Omit<WholeFile, 'temporary'>

/** Called when the file is whole and nobody can see it yet; a failure takes it away. Here an export is recorded. */
export type OnWhole = (file: ExportedFile) => Promise<E.Either<ExportFailure, unknown>>

export interface ExportOptions<R extends Row> {
  readonly model: ExportModel<R>
  readonly format: ExportFormat
  /** Of CloudEvents: a URI reference that names the store. Default `urn:accountable`. */
  readonly source?: string
  readonly onWhole?: OnWhole
  /** Rows written so far, after each page. */
  readonly onProgress?: (rows: number) => void
}

export interface ExportFileOptions<R extends Row> extends ExportOptions<R> {
  readonly file: string
  readonly pages: RowPages<R>
}

const noLinks = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'])

/** Gives a file its name where nothing has it; a rename would replace what is there. */
const publish = async (temporary: string, file: string): Promise<void> => {
  try {
    await link(temporary, file)
    await rm(temporary)
  } catch (error) {
    if (!noLinks.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    await rename(temporary, file) // a file system without links
  }
  await syncDirectory(dirname(file))
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false
  )

/**
 * Exports rows into one new file. It appears under its name at once and whole, or not at all.
 * Rejects for programmer errors only.
 */
export const exportFile = async <R extends Row>({
  model,
  format,
  source = 'urn:accountable',
  file,
  pages,
  onWhole = async () => E.right(undefined),
  onProgress = () => {}
}: ExportFileOptions<R>): Promise<E.Either<ExportFailure, ExportedFile>> => {
  if (await exists(file)) return E.left({ type: 'TargetExists', path: file })
  const whole = await writeWhole(file, await createRowEncoder(format, model, source), pages, onProgress)
  if (E.isLeft(whole)) return whole
  const { temporary, ...exported } = whole.right
  try {
    const recorded = await onWhole(exported)
    if (E.isLeft(recorded)) return recorded
    await publish(temporary, file)
    return E.right(exported)
  } catch (error) {
    return E.left(exportFailure(file, error))
  } finally {
    await rm(temporary, { force: true })
  }
}
