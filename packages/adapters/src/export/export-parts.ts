import { rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { comparePositions, formatPosition, type Position, parsePosition } from '@accountable/domain/kernel'
import type { Row } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { lockDirectory } from '../embedded-node/directory-lock.js'
import { type ExportFailure, exportFailure } from './export-failure.js'
import type { ExportedFile, ExportOptions, OnWhole } from './export-file.js'
import type { RowPages } from './export-model.js'
import { type Manifest, type ManifestPart, readManifest, writeManifest } from './manifest.js'
import { isUnused, recoverParts, removeTemporaries, withPart } from './recover-parts.js'
import { createRowEncoder, type ExportFormat, exportFormats } from './row-encoder.js'
import { syncDirectory, writeWhole } from './write-whole.js'

/** The rows of a range of the log: after one position, or from the beginning, up to and including another. */
export interface PositionRange {
  readonly after: Position | undefined
  readonly upTo: Position
}

export interface ExportPartsOptions<R extends Row> extends Omit<ExportOptions<R>, 'onWhole'> {
  readonly directory: string
  /** How far the rows go at this moment: the read model's checkpoint. */
  readonly upTo: Position
  readonly pagesOf: (range: PositionRange) => RowPages<R>
  /** Called when a part is whole and nobody can see it yet; a failure takes it away. Here an export is recorded. */
  readonly onWhole?: (file: ExportedFile, range: PositionRange) => ReturnType<OnWhole>
  /** Where it is, in this order, for each part: for a log, and for tests that end the process there. */
  readonly onStep?: (step: 'whole' | 'announced' | 'renamed' | 'recorded') => void
}

/** What an incremental export added: a part, or nothing where there were no new rows. */
export interface ExportedParts {
  readonly added: ManifestPart | undefined
  readonly manifest: Manifest
}

/** Sorts by position, and is no other range's. */
const nameOf = (model: string, { commit, prepare }: Position, format: ExportFormat): string =>
  `${model}-${[commit, prepare].map((part) => part.toString().padStart(20, '0')).join('-')}.${exportFormats[format]}`

const freshManifest = <R extends Row>({ model, format }: ExportPartsOptions<R>): Manifest => ({
  manifest: 1,
  model: model.name,
  modelVersion: model.version,
  format,
  columns: model.columns.map(({ name }) => name),
  upTo: null,
  parts: [],
  pending: null
})

const isSameExport = (a: Manifest, b: Manifest): boolean =>
  a.model === b.model &&
  a.modelVersion === b.modelVersion &&
  a.format === b.format &&
  a.columns.join() === b.columns.join()

/** The manifest to go on from: what is there, mended; or a new one in a directory of its own. */
const openManifest = async <R extends Row>(
  options: ExportPartsOptions<R>
): Promise<E.Either<ExportFailure, Manifest>> => {
  const { directory, model, format } = options
  const found = await readManifest(directory)
  if (E.isLeft(found)) return found
  const fresh = freshManifest(options)
  if (found.right === undefined) {
    if (!(await isUnused(directory))) return E.left({ type: 'TargetExists', path: directory })
  } else if (!isSameExport(found.right, fresh)) {
    const expected = `${model.name} ${model.version} as ${format}`
    return E.left({ type: 'OtherManifest', path: join(directory, 'manifest.json'), expected })
  }
  const manifest = await recoverParts(directory, found.right ?? fresh)
  await removeTemporaries(directory)
  return E.right(manifest)
}

const addPart = async <R extends Row>(
  options: ExportPartsOptions<R>,
  manifest: Manifest,
  range: PositionRange
): Promise<E.Either<ExportFailure, ExportedParts>> => {
  const { directory, model, format, source = 'urn:accountable', pagesOf, onWhole, onProgress, onStep } = options
  const upTo = formatPosition(range.upTo)
  const file = join(directory, nameOf(model.name, range.upTo, format))
  const encoder = await createRowEncoder(format, model, source)
  const whole = await writeWhole(file, encoder, pagesOf(range), onProgress ?? (() => {}))
  if (E.isLeft(whole)) return whole
  const { temporary, ...exported } = whole.right
  const part: ManifestPart = { file: basename(file), after: manifest.upTo, upTo, ...exported }
  let isAnnounced = false
  try {
    if (part.rows === 0) {
      const further = { ...manifest, upTo }
      await writeManifest(directory, further)
      return E.right({ added: undefined, manifest: further })
    }
    onStep?.('whole')
    const recorded = (await onWhole?.(exported, range)) ?? E.right(undefined)
    if (E.isLeft(recorded)) return recorded
    await writeManifest(directory, { ...manifest, pending: { ...part, temporary: basename(temporary) } })
    isAnnounced = true
    onStep?.('announced')
    await rename(temporary, file)
    await syncDirectory(directory)
    onStep?.('renamed')
    const added = withPart(manifest, part)
    await writeManifest(directory, added)
    onStep?.('recorded')
    return E.right({ added: part, manifest: added })
  } finally {
    if (!isAnnounced) await rm(temporary, { force: true }) // an announced part is the next export's to finish
  }
}

/**
 * Exports what is new since the last time into one more file of a directory, and says so in its manifest. Whatever
 * happens to the process, the next export goes on without a gap and without a row twice. Rejects for programmer errors only.
 */
export const exportParts = async <R extends Row>(
  options: ExportPartsOptions<R>
): Promise<E.Either<ExportFailure, ExportedParts>> => {
  const { directory, upTo } = options
  let unlock: (() => Promise<void>) | undefined
  try {
    unlock = await lockDirectory(directory)
    const manifest = await openManifest(options)
    if (E.isLeft(manifest)) return manifest
    const after = manifest.right.upTo === null ? undefined : parsePosition(manifest.right.upTo)
    return after !== undefined && comparePositions(upTo, after) <= 0
      ? E.right({ added: undefined, manifest: manifest.right })
      : await addPart(options, manifest.right, { after, upTo })
  } catch (error) {
    return E.left(exportFailure(directory, error))
  } finally {
    await unlock?.()
  }
}
