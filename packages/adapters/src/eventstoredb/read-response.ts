import { type Json, position, type Revision } from '@accountable/domain/kernel'
import type { LogRecord } from './calls.js'
import { WireReader } from './wire-reader.js'

/**
 * A decoder for the answers to a read, `ReadResp` of EventStoreDB's `streams.proto`. The official client spends most of a
 * read in google-protobuf's generated code; this one finds the fields of an event in one pass and makes only what is wanted.
 */

export type ReadAnswer = 'event' | 'confirmation' | 'checkpoint' | 'notFound' | 'other'

const answers: ReadonlyArray<ReadAnswer> = ['other', 'event', 'confirmation', 'checkpoint', 'notFound']

/** What kind of answer this is, from its first byte: the number of the only field that is set. */
export const answerOf = (bytes: Buffer): ReadAnswer => answers[(bytes[0] ?? 0) >> 3] ?? 'other'

/** Which streams are wanted, by the UTF-8 of their names' beginnings. */
export type Wanted = ReadonlyArray<Buffer> | 'every stream'

/** A part of the message, from one offset up to another. */
interface Part {
  readonly start: number
  readonly end: number
}

interface Parts {
  id: Part
  streamName: Part
  type: Part
  created: Part
  contentType: Part
  metadata: Part
  data: Part
  revision: bigint
  prepare: bigint
  commit: bigint
}

const nowhere: Part = { start: 0, end: 0 }

const delimited = (wire: WireReader): Part => ({ start: wire.delimited(), end: wire.at })

/** The last occurrence of a field of an inner message. */
const inner = (bytes: Buffer, message: Part, field: number): Part => {
  const wire = new WireReader(bytes).enter(message.start, message.end)
  let found = nowhere
  while (wire.more()) {
    const key = wire.varint()
    if (key === ((field << 3) | 2)) found = delimited(wire)
    else wire.skip(key & 7)
  }
  return found
}

const text = (bytes: Buffer, { start, end }: Part): string => bytes.toString('utf8', start, end)

/** The metadata of the protocol, not the event's: type, created and content-type, told apart by their lengths. */
const locateProperty = (bytes: Buffer, entry: Part, parts: Parts): void => {
  const key = inner(bytes, entry, 1)
  const value = inner(bytes, entry, 2)
  const length = key.end - key.start
  if (length === 4) parts.type = value
  else if (length === 7) parts.created = value
  else if (length === 12) parts.contentType = value
}

/** One pass over a `RecordedEvent`: its numbers, and where everything else lies. */
const locate = (bytes: Buffer, recorded: Part): Parts => {
  const wire = new WireReader(bytes).enter(recorded.start, recorded.end)
  const parts: Parts = {
    id: nowhere,
    streamName: nowhere,
    type: nowhere,
    created: nowhere,
    contentType: nowhere,
    metadata: nowhere,
    data: nowhere,
    revision: 0n,
    prepare: 0n,
    commit: 0n
  }
  while (wire.more()) {
    const key = wire.varint()
    if (key === 10) parts.id = delimited(wire)
    else if (key === 18) parts.streamName = inner(bytes, delimited(wire), 3)
    else if (key === 24) parts.revision = wire.uint64()
    else if (key === 32) parts.prepare = wire.uint64()
    else if (key === 40) parts.commit = wire.uint64()
    else if (key === 50) locateProperty(bytes, delimited(wire), parts)
    else if (key === 58) parts.metadata = delimited(wire)
    else if (key === 66) parts.data = delimited(wire)
    else wire.skip(key & 7)
  }
  return parts
}

const begins = (bytes: Buffer, { start, end }: Part, prefix: Buffer): boolean => {
  if (end - start < prefix.length) return false
  for (let i = 0; i < prefix.length; i++) if (bytes[start + i] !== prefix[i]) return false
  return true
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Parsed, or the bytes where they are no JSON: also where they are no UTF-8, which `toString` would hide. */
const parseBody = (bytes: Buffer, part: Part): Json | Uint8Array => {
  try {
    const body = text(bytes, part)
    return JSON.parse(body.includes('\ufffd') ? utf8.decode(bytes.subarray(part.start, part.end)) : body) as Json
  } catch {
    return copyOf(bytes, part)
  }
}

const copyOf = (bytes: Buffer, { start, end }: Part): Uint8Array => new Uint8Array(bytes.subarray(start, end))

/** Ticks of 100 ns since 1970, as text, without their last four digits. */
const millisecondsOf = (bytes: Buffer, { start, end }: Part): number => {
  const milliseconds = Number(bytes.toString('latin1', start, Math.max(start, end - 4)))
  return Number.isFinite(milliseconds) ? milliseconds : 0
}

const isJson = (bytes: Buffer, { start, end }: Part): boolean =>
  end - start === 16 && bytes.toString('latin1', start, end) === 'application/json'

const readEvent = 1
const recordedEvent = 1

/** Decodes an answer of kind `event`. Links are not resolved by this library's reads, so the event is the record. */
export const decodeRecord = (bytes: Buffer, wanted: Wanted): LogRecord => {
  const answer = { start: 0, end: bytes.length }
  const parts = locate(bytes, inner(bytes, inner(bytes, answer, readEvent), recordedEvent))
  const recordPosition = position(parts.commit, parts.prepare)
  if (wanted !== 'every stream' && !wanted.some((prefix) => begins(bytes, parts.streamName, prefix))) {
    return { position: recordPosition, event: undefined }
  }
  const { start, end } = inner(bytes, parts.id, 2)
  return {
    position: recordPosition,
    event: {
      streamName: text(bytes, parts.streamName),
      revision: parts.revision as Revision, // as read, whatever it is: one odd record must not stop a feed
      position: recordPosition,
      eventId: bytes.toString('latin1', start, end),
      type: text(bytes, parts.type),
      created: millisecondsOf(bytes, parts.created),
      data: isJson(bytes, parts.contentType) ? parseBody(bytes, parts.data) : copyOf(bytes, parts.data),
      metadata: parseBody(bytes, parts.metadata)
    }
  }
}
