import { type Files, type LogFile, systemFiles } from '@accountable/adapters/embedded-node/testing'

export interface Faults {
  /** How many bytes one write takes. */
  shortWrite?: number
  failWrite?: boolean
  failSync?: boolean
  freeBytes?: number
}

/** The file system of the machine, failing as told, from the moment it is told. */
export const failingFiles = (faults: Faults): Files => {
  const failing = (file: LogFile): LogFile => ({
    ...file,
    write: async (bytes, at) => {
      if (faults.failWrite) throw new Error('ENOSPC: no space left on device, write')
      return file.write(faults.shortWrite === undefined ? bytes : bytes.subarray(0, faults.shortWrite), at)
    },
    sync: async () => {
      if (faults.failSync) throw new Error('EIO: i/o error, fdatasync')
      await file.sync()
    }
  })
  return {
    ...systemFiles,
    open: async (path, mode) => failing(await systemFiles.open(path, mode)),
    freeBytes: async (directory) => faults.freeBytes ?? (await systemFiles.freeBytes(directory))
  }
}
