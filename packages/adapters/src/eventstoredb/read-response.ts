import { type Json, type Position, position, type Revision, type StoredEvent } from '@accountable/domain/kernel'
import { WireReader } from '../wire-reader.js'
import type { LogRecord } from './calls.js'

/**
 * A decoder for the answers to a read, `ReadResp` of EventStoreDB's `streams.proto`. The official client spends most of a
 * read in google-protobuf's generated code; this one finds the parts of an event in one pass, makes only what is wanted, and
 * makes no object on the way.
 */

export type ReadAnswer = 'event' | 'confirmation' | 'checkpoint' | 'notFound' | 'other'

const answers: ReadonlyArray<ReadAnswer> = ['other', 'event', 'confirmation', 'checkpoint', 'notFound']

/** What kind of answer this is, from its first byte: the number of the only field that is set. */
export const answerOf = (bytes: Buffer): ReadAnswer => answers[(bytes[0] ?? 0) >> 3] ?? 'other'

/** Which streams are wanted, by the UTF-8 of their names' beginnings. */
export type Wanted = ReadonlyArray<Buffer> | 'every stream'

/** Where a part of the message lies. */
class Part {
  start = 0
  end = 0

  /** The field that the reader has just passed over. */
  set(wire: WireReader): void {
    this.start = wire.start
    this.end = wire.at
  }

  /** The last delimited field of this number in a message; empty where there is none. */
  setInner(bytes: Buffer, start: number, end: number, field: number): void {
    const wire = innerWire.reset(bytes, start, end)
    this.start = this.end = end
    while (wire.more()) {
      const key = wire.varint()
      wire.skip(key & 7)
      if (key === ((field << 3) | 2)) this.set(wire)
    }
  }

  clear(): void {
    this.start = this.end = 0
  }

  text(bytes: Buffer): string {
    return bytes.toString('utf8', this.start, this.end)
  }

  latin1(bytes: Buffer): string {
    return bytes.toString('latin1', this.start, this.end)
  }

  copy(bytes: Buffer): Uint8Array {
    return new Uint8Array(bytes.subarray(this.start, this.end))
  }

  beginsWith(bytes: Buffer, prefix: Buffer): boolean {
    if (this.end - this.start < prefix.length) return false
    for (let i = 0; i < prefix.length; i++) if (bytes[this.start + i] !== prefix[i]) return false
    return true
  }
}

// Decoding is synchronous, so one set of these serves every message.
const recordWire = new WireReader()
const innerWire = new WireReader()
const [message, id, streamName, type, created, contentType, metadata, data] = [
  new Part(),
  new Part(),
  new Part(),
  new Part(),
  new Part(),
  new Part(),
  new Part(),
  new Part()
]
const parts = [id, streamName, type, created, contentType, metadata, data]
const [key, value] = [new Part(), new Part()]
const numbers = { revision: 0n, prepare: 0n, commit: 0n }

/** An entry of the protocol's own metadata: type, created or content-type, told apart by the lengths of these names. */
const locateProperty = (bytes: Buffer, start: number, end: number): void => {
  key.setInner(bytes, start, end, 1)
  value.setInner(bytes, start, end, 2)
  const length = key.end - key.start
  const property = length === 4 ? type : length === 7 ? created : length === 12 ? contentType : undefined
  if (property === undefined) return
  property.start = value.start
  property.end = value.end
}

/** One pass over the `RecordedEvent` in an answer. */
const locate = (bytes: Buffer): void => {
  message.setInner(bytes, 0, bytes.length, 1) // ReadEvent
  message.setInner(bytes, message.start, message.end, 1) // its RecordedEvent
  for (const part of parts) part.clear()
  numbers.revision = numbers.prepare = numbers.commit = 0n
  const wire = recordWire.reset(bytes, message.start, message.end)
  while (wire.more()) {
    const field = wire.varint()
    if (field === 24) numbers.revision = wire.uint64()
    else if (field === 32) numbers.prepare = wire.uint64()
    else if (field === 40) numbers.commit = wire.uint64()
    else {
      wire.skip(field & 7)
      if (field === 10) id.setInner(bytes, wire.start, wire.at, 2)
      else if (field === 18) streamName.setInner(bytes, wire.start, wire.at, 3)
      else if (field === 50) locateProperty(bytes, wire.start, wire.at)
      else if (field === 58) metadata.set(wire)
      else if (field === 66) data.set(wire)
    }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Parsed, or the bytes where they are no JSON: also where they are no UTF-8, which `toString` would hide. */
const parse = (bytes: Buffer, part: Part): Json | Uint8Array => {
  try {
    const text = part.text(bytes)
    return JSON.parse(text.includes('\ufffd') ? utf8.decode(bytes.subarray(part.start, part.end)) : text) as Json
  } catch {
    return part.copy(bytes)
  }
}

/** From ticks of 100 ns since 1970, as text. */
const milliseconds = (ticks: string): number => {
  const whole = Number(ticks.slice(0, -4))
  return Number.isFinite(whole) ? whole : 0
}

type Writable<A> = { -readonly [Property in keyof A]: A[Property] }

/**
 * The event that was located last, made with `new` and not as a literal. Literals that outlive a young collection, as those of a
 * large page do, are put straight among the old objects by V8 from then on; there they keep all that they refer to until the
 * next full collection.
 */
const ReadEvent = function readEvent(this: Writable<StoredEvent>, bytes: Buffer, at: Position): void {
  this.streamName = streamName.text(bytes)
  this.revision = numbers.revision as Revision // as read, whatever it is: one odd record must not stop a feed
  this.position = at
  this.eventId = id.latin1(bytes)
  this.type = type.text(bytes)
  this.created = milliseconds(created.latin1(bytes))
  this.data = contentType.latin1(bytes) === 'application/json' ? parse(bytes, data) : data.copy(bytes)
  this.metadata = parse(bytes, metadata)
} as unknown as { new (bytes: Buffer, at: Position): StoredEvent; prototype: object }
// Plain objects to everybody else: an event must equal one that somebody else made.
ReadEvent.prototype = Object.prototype

const isWanted = (bytes: Buffer, wanted: Wanted): boolean =>
  wanted === 'every stream' || wanted.some((prefix) => streamName.beginsWith(bytes, prefix))

const locatedPosition = (): Position => {
  const { commit, prepare } = numbers
  return position(commit, prepare === commit ? commit : prepare) // mostly equal: one number then, not two
}

/** Decodes an answer of kind `event`. This library's reads resolve no links, so the event is the record. */
export const decodeEvent = (bytes: Buffer): StoredEvent => {
  locate(bytes)
  return new ReadEvent(bytes, locatedPosition())
}

/**
 * An answer of kind `event`, decoded when it is asked for, and each time anew: a page of records that waits is then no more than
 * its bytes. As events it would be dozens of objects a record, which V8's young collections copy, and which the processor no
 * longer has at hand when it is their turn.
 */
export class UnreadRecord implements LogRecord {
  readonly #bytes: Buffer
  readonly #isWanted: boolean

  /** @throws where the bytes are no such answer: here, and not when it is asked for. */
  constructor(bytes: Buffer, wanted: Wanted) {
    locate(bytes)
    this.#bytes = bytes
    this.#isWanted = isWanted(bytes, wanted)
  }

  get position(): Position {
    locate(this.#bytes)
    return locatedPosition()
  }

  get event(): StoredEvent | undefined {
    return this.#isWanted ? decodeEvent(this.#bytes) : undefined
  }
}
