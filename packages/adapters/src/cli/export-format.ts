import * as t from 'io-ts'
import type { ExportedFile } from '../export/index.js'

// The public format of `export`, as json-formats.ts says.

const textOrNull = t.union([t.string, t.null])

/** `export`: the file that was made, or the part that a directory was given. */
export const ExportJson = t.type({
  /** The file, or the directory. */
  path: t.string,
  /** Of a directory: the part's file name; null for a file, and where nothing was new. */
  file: textOrNull,
  /** Of a part: the rows after this position, or from the beginning, up to and including `upTo`; `commit:prepare`. */
  after: textOrNull,
  upTo: textOrNull,
  rows: t.number,
  bytes: t.number,
  /** Hex; null where nothing was new. */
  sha256: textOrNull
})
export type ExportJson = t.TypeOf<typeof ExportJson>

const none = { file: null, after: null, upTo: null, rows: 0, bytes: 0, sha256: null }

export const exportJson = (path: string, exported: (ExportedFile & Partial<ExportJson>) | undefined): ExportJson => {
  const { file, after, upTo, rows, bytes, sha256 } = { ...none, ...exported }
  return { path, file, after, upTo, rows, bytes, sha256 }
}
