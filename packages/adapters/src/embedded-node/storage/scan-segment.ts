import type { LogFile } from './files.js'
import { claimedLength, FRAME_HEADER, isWhole } from './frame.js'
import type { Segment } from './segment.js'

const CHUNK = 1024 * 1024

/** Reads the bytes [from, to) of a file; fewer when it ends earlier. */
export const readRange = async (file: LogFile, from: number, to: number): Promise<Buffer> => {
  const bytes = Buffer.allocUnsafe(Math.max(0, to - from))
  let done = 0
  while (done < bytes.length) {
    const read = await file.read(bytes.subarray(done), from + done)
    if (read === 0) break
    done += read
  }
  return bytes.subarray(0, done)
}

/**
 * Hands over every whole frame from an offset on, in order. Answers the offset at which something else begins: the end of
 * the file when all is well.
 */
export const scanSegment = async (
  { file, base }: Segment,
  from: number,
  onFrame: (frame: Buffer, position: number) => void
): Promise<number> => {
  const size = await file.size()
  let at = from
  while (at < size) {
    let chunk = await readRange(file, at, Math.min(size, at + CHUNK))
    const needed = chunk.length < FRAME_HEADER ? undefined : claimedLength(chunk, 0)
    if (needed === undefined || at + needed > size) return at
    if (needed > chunk.length) chunk = await readRange(file, at, at + needed)
    let within = 0
    while (within + FRAME_HEADER <= chunk.length) {
      const length = claimedLength(chunk, within)
      if (length === undefined) return at + within
      if (within + length > chunk.length) break
      const frame = chunk.subarray(within, within + length)
      if (!isWhole(frame, base + at + within)) return at + within
      onFrame(frame, base + at + within)
      within += length
    }
    at += within
  }
  return at
}
