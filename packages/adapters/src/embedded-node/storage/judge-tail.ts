import { claimedLength, claimedPosition, FRAME_HEADER, isWhole, syncedBefore } from './frame.js'
import { readRange } from './scan-segment.js'
import type { Segment } from './segment.js'

const SECTOR = 512

/**
 * What is wrong with the bytes from `offset` on, where no whole frame begins; undefined when they are merely what an
 * interrupted write leaves: the start of a frame, or, after a power failure, a write with sectors that never got there.
 * Whatever was written after a finished sync proves that everything before that sync had been whole.
 */
export const judgeTail = async ({ file, base }: Segment, offset: number): Promise<string | undefined> => {
  const bytes = await readRange(file, offset, await file.size())
  let firstWhole: number | undefined
  for (let at = 1; at + FRAME_HEADER <= bytes.length; at++) {
    if (claimedPosition(bytes, at) !== base + offset + at) continue
    const length = claimedLength(bytes, at)
    if (length === undefined || at + length > bytes.length) continue
    const frame = bytes.subarray(at, at + length)
    if (!isWhole(frame, base + offset + at)) continue
    if (syncedBefore(frame) > base + offset) return 'what stood there had been synced'
    firstWhole ??= at
    at += length - 1
  }
  if (firstWhole === undefined || hasEmptySector(bytes.subarray(0, firstWhole), offset)) return undefined
  return 'whole appends follow it'
}

const hasEmptySector = (bytes: Buffer, offset: number): boolean => {
  for (let at = (SECTOR - (offset % SECTOR)) % SECTOR; at + SECTOR <= bytes.length; at += SECTOR) {
    if (bytes.subarray(at, at + SECTOR).every((byte) => byte === 0)) return true
  }
  return false
}
