import type { ReadModelsUnavailable } from '@accountable/projections'
import { DirectoryInUse } from '../embedded-node/directory-in-use.js'

/** Why an export left nothing under its final name. */
export type ExportFailure =
  /** A file of that name is there; an export replaces none. */
  | { readonly type: 'TargetExists'; readonly path: string }
  /** The file could not be made; `code` is the operating system's. */
  | { readonly type: 'TargetUnwritable'; readonly path: string; readonly code: string }
  /** The disk, a quota or a file-size limit is full. */
  | { readonly type: 'DiskFull'; readonly path: string }
  /** Another export writes to the same directory. */
  | { readonly type: 'TargetInUse'; readonly path: string; readonly pid: number }
  /** The directory's manifest is not of this export, or is none. */
  | { readonly type: 'OtherManifest'; readonly path: string; readonly expected: string }
  /** The export could not be written into the audit stream, so it did not happen. */
  | { readonly type: 'NotAudited'; readonly cause: string }
  | ReadModelsUnavailable

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** What the operating system said, as a failure; anything else is a programmer's error and is thrown on. */
export const exportFailure = (path: string, error: unknown): ExportFailure => {
  if (error instanceof DirectoryInUse) return { type: 'TargetInUse', path, pid: error.pid }
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (typeof code !== 'string' || !('syscall' in (error as object))) throw error
  if (code === 'EEXIST') return { type: 'TargetExists', path }
  return full.has(code) ? { type: 'DiskFull', path } : { type: 'TargetUnwritable', path, code }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such directory',
  ENOTDIR: 'a part of the path is no directory',
  EACCES: 'permission to write there is missing',
  EPERM: 'permission to write there is missing',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a directory'
}

/** One line for a person. */
export const describeExportFailure = (failure: ExportFailure): string => {
  switch (failure.type) {
    case 'TargetExists':
      return `${failure.path} exists already: nothing was written`
    case 'TargetUnwritable':
      return `${failure.path} cannot be written: ${reasons[failure.code] ?? failure.code}`
    case 'DiskFull':
      return `${failure.path} cannot be written: the disk, a quota or a file-size limit is full`
    case 'TargetInUse':
      return `${failure.path} is in use by another export, process ${failure.pid}`
    case 'OtherManifest':
      return `${failure.path} is not the manifest of this export: expected ${failure.expected}`
    case 'NotAudited':
      return `nothing was exported, because it could not be recorded: ${failure.cause}`
    case 'ReadModelsUnavailable':
      return `the read models are unavailable: ${failure.message}`
  }
}
