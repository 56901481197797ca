import type { LogFile } from './files.js'

const isTaken = (written: number): number => {
  if (written <= 0) throw new Error('the file takes no more bytes')
  return written
}

/** Writes all of the bytes, however little the file takes at a time. */
export const writeFully = async (file: LogFile, bytes: Uint8Array, at: number): Promise<void> => {
  for (let done = 0; done < bytes.length; ) {
    done += isTaken(await file.write(done === 0 ? bytes : bytes.subarray(done), at + done))
  }
}

/** The same, at once. */
export const writeFullyNow = (file: LogFile, bytes: Uint8Array, at: number): void => {
  for (let done = 0; done < bytes.length; ) {
    done += isTaken(file.writeNow(done === 0 ? bytes : bytes.subarray(done), at + done))
  }
}
