import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Files } from './files.js'
import { LogContents } from './log-contents.js'
import { readRange } from './scan-segment.js'
import { writeFully } from './write-fully.js'

export interface Snapshot {
  readonly contents: LogContents
  /** The position up to which the log was synced and is known here. */
  readonly end: number
}

// A copy of what is in memory, so that a start reads only the end of the log. Deleting it does no harm. Little endian:
//   8 bytes of magic, the format included | u32 crc32 of the rest | u32 entries | f64 end | u64 last created
//   u32 streams | u32 ids | the columns | names, each u32 length and UTF-8 | ids, each 16 bytes and u32 entry
const NAME = 'index'
const MAGIC = Buffer.from('acctidx1')
const CHECKSUM = 8
const ENTRIES = 12
const END = 16
const CREATED = 24
const STREAMS = 32
const IDS = 36
const HEADER = 40
const ID_LENGTH = 20

/** The first `entries` entries, which end at a position that is synced. */
export const encodeSnapshot = (contents: LogContents, entries: number, end: number): Buffer => {
  const { index, recentIds, lastCreated } = contents
  const header = Buffer.alloc(HEADER)
  MAGIC.copy(header)
  header.writeUInt32LE(entries, ENTRIES)
  header.writeDoubleLE(end, END)
  header.writeBigUInt64LE(lastCreated, CREATED)
  header.writeUInt32LE(index.names.count, STREAMS)
  const ids = Buffer.concat(
    Array.from(recentIds.upTo(entries), ([id, entry]) => {
      const bytes = Buffer.allocUnsafe(ID_LENGTH)
      bytes.set(id)
      bytes.writeUInt32LE(entry, ID_LENGTH - 4)
      return bytes
    })
  )
  header.writeUInt32LE(ids.length / ID_LENGTH, IDS)
  const bytes = Buffer.concat([
    header,
    ...index.columns.map((column) => column.bytes(entries)),
    encodeNames(contents),
    ids
  ])
  bytes.writeUInt32LE(crc32(bytes.subarray(ENTRIES)), CHECKSUM)
  return bytes
}

const encodeNames = ({ index: { names } }: LogContents): Buffer => {
  let length = 0
  for (let stream = 0; stream < names.count; stream++) length += 4 + Buffer.byteLength(names.nameOf(stream))
  const bytes = Buffer.allocUnsafe(length)
  let at = 0
  for (let stream = 0; stream < names.count; stream++) {
    const written = bytes.write(names.nameOf(stream), at + 4)
    bytes.writeUInt32LE(written, at)
    at += 4 + written
  }
  return bytes
}

/** Undefined when the bytes are no whole snapshot of this format. */
const decodeSnapshot = (bytes: Buffer): Snapshot | undefined => {
  if (bytes.length < HEADER || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
  if (bytes.readUInt32LE(CHECKSUM) !== crc32(bytes.subarray(ENTRIES))) return undefined
  const contents = new LogContents()
  const { index, recentIds } = contents
  const entries = bytes.readUInt32LE(ENTRIES)
  contents.lastCreated = bytes.readBigUInt64LE(CREATED)
  let at = HEADER
  for (const column of index.columns) {
    const target = column.load(entries)
    target.set(bytes.subarray(at, at + target.length))
    at += target.length
  }
  for (let left = bytes.readUInt32LE(STREAMS); left > 0; left--) {
    const length = bytes.readUInt32LE(at)
    index.addStream(bytes.toString('utf8', at + 4, at + 4 + length))
    at += 4 + length
  }
  index.restoreHeads()
  for (let left = bytes.readUInt32LE(IDS); left > 0; left--) {
    recentIds.add(bytes.subarray(at, at + ID_LENGTH - 4), bytes.readUInt32LE(at + ID_LENGTH - 4))
    at += ID_LENGTH
  }
  return { contents, end: bytes.readDoubleLE(END) }
}

/** Replaces the last snapshot, so that at any moment one of the two is there whole. */
export const writeSnapshot = async (files: Files, directory: string, bytes: Buffer): Promise<void> => {
  const path = join(directory, NAME)
  const next = `${path}.next`
  await files.remove(next)
  const file = await files.open(next, 'new')
  try {
    await writeFully(file, bytes, 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await files.rename(next, path)
  await files.syncDirectory(directory)
}

export const removeSnapshot = (files: Files, directory: string): Promise<void> => files.remove(join(directory, NAME))

export const readSnapshot = async (files: Files, directory: string): Promise<Snapshot | undefined> => {
  if (!(await files.list(directory)).includes(NAME)) return undefined
  const file = await files.open(join(directory, NAME), 'existing')
  try {
    return decodeSnapshot(await readRange(file, 0, await file.size()))
  } finally {
    await file.close()
  }
}
