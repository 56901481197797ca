import { type LogIndex, TOMBSTONE } from '../storage/log-index.js'
import type { ReadEvent, StoredEvent } from '../streams/read-event.js'
import { uuidText } from './uuid-text.js'
import { fieldLength, varintLength, WireWriter } from './wire-writer.js'

/** How a reader wants ids: as text, which the client asks for, or as two 64-bit numbers. */
export type UuidForm = 'text' | 'structured'

// Read is by far the busiest call, so its answers go straight from the stored bytes to protobuf's wire format (messages
// ReadResp, ReadEvent and RecordedEvent of streams.proto), each in one buffer of the right size.
const TYPE_KEY = mapKey('type')
const CREATED_KEY = mapKey('created')
const CONTENT_TYPE_JSON = contentType('application/json')
const CONTENT_TYPE_BINARY = contentType('application/octet-stream')
/** Field 3 (stream_revision) with 2^63 − 1. */
const TOMBSTONE_REVISION = Buffer.from([0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])

interface Sized {
  readonly stored: StoredEvent
  readonly id: Uint8Array
  readonly stream: string
  readonly streamLength: number
  readonly revision: number
  readonly position: number
  readonly type: Uint8Array
  readonly created: string
  readonly metadata: Uint8Array
  readonly data: Uint8Array
  readonly length: number
}

const size = (index: LogIndex, stored: StoredEvent, form: UuidForm): Sized => {
  const { entry, record } = stored
  const id = form === 'text' ? textId(record.id) : structuredId(record.id)
  const stream = index.names.nameOf(index.streamOf(entry))
  const streamLength = Buffer.byteLength(stream)
  const revision = index.revisionOf(entry)
  const position = index.positionOf(entry)
  const { type, metadata, data } = record
  const created = record.created.toString()
  const length =
    fieldLength(id.length) +
    fieldLength(fieldLength(streamLength)) +
    (revision === TOMBSTONE ? TOMBSTONE_REVISION.length : 1 + varintLength(revision)) +
    2 * (1 + varintLength(position)) +
    fieldLength(TYPE_KEY.length + fieldLength(type.length)) +
    fieldLength(CREATED_KEY.length + fieldLength(created.length)) +
    (record.isJson ? CONTENT_TYPE_JSON : CONTENT_TYPE_BINARY).length +
    fieldLength(metadata.length) +
    fieldLength(data.length)
  return { stored, id, stream, streamLength, revision, position, type, created, metadata, data, length }
}

const write = (out: WireWriter, event: Sized): void => {
  out.blob(1, event.id)
  out.open(2, fieldLength(event.streamLength))
  out.text(3, event.stream, event.streamLength)
  if (event.revision === TOMBSTONE) out.raw(TOMBSTONE_REVISION)
  else out.number(3, event.revision)
  out.number(4, event.position)
  out.number(5, event.position)
  out.open(6, TYPE_KEY.length + fieldLength(event.type.length))
  out.raw(TYPE_KEY)
  out.blob(2, event.type)
  out.open(6, CREATED_KEY.length + fieldLength(event.created.length))
  out.raw(CREATED_KEY)
  out.text(2, event.created, event.created.length)
  out.raw(event.stored.record.isJson ? CONTENT_TYPE_JSON : CONTENT_TYPE_BINARY)
  out.blob(7, event.metadata)
  out.blob(8, event.data)
}

/** One ReadResp with an event, a link, or both. Its own position is the link's where there is one. */
export const encodeReadEvent = (index: LogIndex, { event, link }: ReadEvent, form: UuidForm): Buffer => {
  const sizedEvent = event && size(index, event, form)
  const sizedLink = link && size(index, link, form)
  const position = (sizedLink ?? sizedEvent)?.position ?? 0
  const length =
    (sizedEvent ? fieldLength(sizedEvent.length) : 0) +
    (sizedLink ? fieldLength(sizedLink.length) : 0) +
    1 +
    varintLength(position)
  const out = new WireWriter(fieldLength(length))
  out.open(1, length)
  if (sizedEvent) {
    out.open(1, sizedEvent.length)
    write(out, sizedEvent)
  }
  if (sizedLink) {
    out.open(2, sizedLink.length)
    write(out, sizedLink)
  }
  out.number(3, position)
  return out.bytes
}

const textId = (id: Buffer): Uint8Array => field(2, Buffer.from(uuidText(id)))

/** UUID.structured: two sfixed-less int64, the more significant one first. */
const structuredId = (id: Buffer): Uint8Array =>
  field(1, Buffer.concat([signedVarint(1, id.readBigInt64BE(0)), signedVarint(2, id.readBigInt64BE(8))]))

const signedVarint = (number: number, value: bigint): Buffer => {
  const bytes = [number << 3]
  let rest = BigInt.asUintN(64, value)
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Buffer.from([...bytes, Number(rest)])
}

function field(number: number, value: Uint8Array): Buffer {
  const out = new WireWriter(fieldLength(value.length))
  out.blob(number, value)
  return out.bytes
}

function mapKey(key: string): Buffer {
  return field(1, Buffer.from(key))
}

function contentType(value: string): Buffer {
  return field(6, Buffer.concat([mapKey('content-type'), field(2, Buffer.from(value))]))
}
