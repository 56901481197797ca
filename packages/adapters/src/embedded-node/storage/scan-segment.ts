import type { LogFile } from './files.js'
import { claimedLength, FRAME_HEADER, isWhole } from './frame.js'
import type { Segment } from './segment.js'

const CHUNK = 1024 * 1024

/** Reads the bytes [from, to) of a file; fewer when it ends earlier. */
export const readRange = async (
  file: LogFile,
  from: number,
  to: number,
  buffer: Buffer = Buffer.allocUnsafe(Math.max(0, to - from))
): Promise<Buffer> => {
  const bytes = buffer.subarray(0, to - from)
  let done = 0
  while (done < bytes.length) {
    const read = await file.read(bytes.subarray(done), from + done)
    if (read === 0) break
    done += read
  }
  return bytes.subarray(0, done)
}

export interface Scan {
  readonly segment: Segment
  /** The offsets between which to look: a frame begins at the first one, and at or before the second one something ends. */
  readonly from: number
  readonly to: number
  /** Gets every whole frame, in order. The bytes are its own only until it returns. */
  readonly onFrame?: (frame: Buffer, position: number) => void
  /** Asked between reads. */
  readonly isCancelled?: () => boolean
}

/** Looks at one frame after the other. Answers the offset at which something else begins; `to` when all is well. */
export const scanSegment = async ({ segment, from, to, onFrame, isCancelled }: Scan): Promise<number> => {
  const { file, base } = segment
  let buffer = Buffer.allocUnsafe(Math.min(CHUNK, to - from))
  let at = from
  // oxlint-disable-next-line no-unmodified-loop-condition -- the bound stays, `at` moves
  while (at < to && !isCancelled?.()) {
    let chunk = await readRange(file, at, Math.min(to, at + CHUNK), buffer)
    const needed = chunk.length < FRAME_HEADER ? undefined : claimedLength(chunk, 0)
    if (needed === undefined || at + needed > to) return at
    if (needed > chunk.length) {
      buffer = Buffer.allocUnsafe(needed)
      chunk = await readRange(file, at, at + needed, buffer)
      if (chunk.length < needed) return at
    }
    let within = 0
    while (within + FRAME_HEADER <= chunk.length) {
      const length = claimedLength(chunk, within)
      if (length === undefined) return at + within
      if (within + length > chunk.length) break
      const frame = chunk.subarray(within, within + length)
      if (!isWhole(frame, base + at + within)) return at + within
      onFrame?.(frame, base + at + within)
      within += length
    }
    at += within
  }
  return at
}
