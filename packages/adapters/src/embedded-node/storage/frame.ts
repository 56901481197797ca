import { crc32 } from 'node:zlib'
import { EventRecord, type NewEvent, recordLength, writeRecord } from './event-record.js'

/** Events of one stream with consecutive revisions, or its tombstone. */
export interface EventGroup {
  readonly stream: string
  readonly firstRevision: number
  readonly events: readonly NewEvent[]
}

// Stored for ever. One append is one frame, so that it is there whole or not at all. Little endian:
//   u32 length of what follows the checksum | u32 crc32 of it
//   f64 position of the frame | f64 what was synced before it was written | u32 number of groups
//   each group: u32 length of the stream's name | u32 first revision | u32 number of events | name | records
const CHECKSUM = 4
const POSITION = 8
const SYNCED = 16
const GROUPS = 24
const FIRST_GROUP = 28
const GROUP_HEADER = 12

export const FRAME_HEADER = FIRST_GROUP
/** No append comes near it: the node refuses requests of half this size. What says that it is longer is no frame. */
const LARGEST_FRAME = 64 * 1024 * 1024

/** A group as a frame holds it. */
export interface StoredGroup {
  readonly stream: string
  readonly firstRevision: number
  /** Where each event begins, relative to the frame. */
  readonly offsets: readonly number[]
}

export interface Frame {
  readonly bytes: Buffer
  readonly groups: readonly StoredGroup[]
}

const groupLength = ({ stream, events }: EventGroup): number =>
  events.reduce((sum, event) => sum + recordLength(event), GROUP_HEADER + Buffer.byteLength(stream))

/** A frame without its place in the log, which `seal` adds. */
export const buildFrame = (groups: readonly EventGroup[], created: bigint): Frame => {
  const bytes = Buffer.allocUnsafe(groups.reduce((sum, group) => sum + groupLength(group), FIRST_GROUP))
  bytes.writeUInt32LE(bytes.length - POSITION, 0)
  bytes.writeUInt32LE(groups.length, GROUPS)
  let at = FIRST_GROUP
  const stored = groups.map(({ stream, firstRevision, events }) => {
    const name = bytes.write(stream, at + GROUP_HEADER)
    bytes.writeUInt32LE(name, at)
    bytes.writeUInt32LE(firstRevision, at + 4)
    bytes.writeUInt32LE(events.length, at + 8)
    at += GROUP_HEADER + name
    const offsets = events.map((event) => {
      const offset = at
      at = writeRecord(bytes, offset, event, created)
      return offset
    })
    return { stream, firstRevision, offsets }
  })
  return { bytes, groups: stored }
}

/** Says where the frame is and what was safe before it, and signs everything. */
export const seal = (frame: Buffer, position: number, synced: number): void => {
  frame.writeDoubleLE(position, POSITION)
  frame.writeDoubleLE(synced, SYNCED)
  frame.writeUInt32LE(crc32(frame.subarray(POSITION)), CHECKSUM)
}

/** The whole length that the frame at `at` claims to have; undefined when it is none that could be. */
export const claimedLength = (bytes: Buffer, at: number): number | undefined => {
  const length = bytes.readUInt32LE(at) + POSITION
  return length >= FIRST_GROUP && length <= LARGEST_FRAME ? length : undefined
}

/** The position that the frame at `at` claims to have, unchecked. */
export const claimedPosition = (bytes: Buffer, at: number): number => bytes.readDoubleLE(at + POSITION)

/** What was synced before this frame was written: everything before that is proved to have been whole. */
export const syncedBefore = (frame: Buffer): number => frame.readDoubleLE(SYNCED)

export const isWhole = (frame: Buffer, position: number): boolean =>
  claimedPosition(frame, 0) === position && frame.readUInt32LE(CHECKSUM) === crc32(frame.subarray(POSITION))

/** The groups of a whole frame. */
export const groupsOf = (frame: Buffer): readonly StoredGroup[] => {
  const groups: StoredGroup[] = []
  let at = FIRST_GROUP
  for (let left = frame.readUInt32LE(GROUPS); left > 0; left--) {
    const name = frame.readUInt32LE(at)
    const firstRevision = frame.readUInt32LE(at + 4)
    const count = frame.readUInt32LE(at + 8)
    at += GROUP_HEADER
    const stream = frame.toString('utf8', at, at + name)
    at += name
    const offsets: number[] = []
    for (let i = 0; i < count; i++) {
      offsets.push(at)
      at += EventRecord.at(frame, at).length
    }
    groups.push({ stream, firstRevision, offsets })
  }
  return groups
}
