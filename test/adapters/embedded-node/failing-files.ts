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
  const taken = (bytes: Uint8Array): Uint8Array => {
    if (faults.failWrite) throw new Error('ENOSPC: no space left on device, write')
    return faults.shortWrite === undefined ? bytes : bytes.subarray(0, faults.shortWrite)
  }
  const failing = (file: LogFile): LogFile => ({
    ...file,
    write: async (bytes, at) => file.write(taken(bytes), at),
    writeNow: (bytes, at) => file.writeNow(taken(bytes), at),
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
