import { crc32 } from 'node:zlib'
import type { LogFile } from './files.js'

/** A stretch of the log in a file of its own. Positions count the bytes of all segments before it, headers included. */
export interface Segment {
  readonly base: number
  readonly file: LogFile
}

// Stored for ever. Little endian: 8 bytes of magic | u32 format | u32 crc32 of the rest | f64 base
const MAGIC = Buffer.from('acctnode')
const FORMAT = 1
export const SEGMENT_HEADER = 24
export const SEGMENT_SIZE = 64 * 1024 * 1024
const SUFFIX = '.seg'

export const segmentName = (base: number): string => `${String(base).padStart(16, '0')}${SUFFIX}`

/** The bases of the segments among a directory's files, ascending. */
export const segmentBases = (names: readonly string[]): readonly number[] =>
  names
    .filter((name) => /^\d{16}\.seg$/.test(name))
    .map((name) => Number(name.slice(0, -SUFFIX.length)))
    .toSorted((a, b) => a - b)

export const segmentHeader = (base: number): Buffer => {
  const header = Buffer.alloc(SEGMENT_HEADER)
  MAGIC.copy(header)
  header.writeUInt32LE(FORMAT, 8)
  header.writeDoubleLE(base, 16)
  header.writeUInt32LE(checksum(header), 12)
  return header
}

const checksum = (header: Buffer): number => crc32(header.subarray(16), crc32(header.subarray(0, 12)))

/** What is wrong with a segment's first bytes, in words; undefined when nothing is. */
export const headerFault = (header: Buffer, base: number): string | undefined => {
  if (header.length < SEGMENT_HEADER) return 'it is shorter than its header'
  if (!header.subarray(0, 8).equals(MAGIC)) return 'it is not a segment of this node'
  if (header.readUInt32LE(12) !== checksum(header)) return 'its header is damaged'
  if (header.readUInt32LE(8) !== FORMAT) return `its format ${header.readUInt32LE(8)} is unknown to this release`
  if (header.readDoubleLE(16) !== base) return 'its name and its header disagree'
  return undefined
}
