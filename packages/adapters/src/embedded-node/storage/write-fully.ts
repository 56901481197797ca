import type { LogFile } from './files.js'

/** Writes all of the bytes, however little the file takes at a time. */
export const writeFully = async (file: LogFile, bytes: Uint8Array, at: number): Promise<void> => {
  let done = 0
  while (done < bytes.length) {
    const written = await file.write(done === 0 ? bytes : bytes.subarray(done), at + done)
    if (written <= 0) throw new Error('the file takes no more bytes')
    done += written
  }
}
