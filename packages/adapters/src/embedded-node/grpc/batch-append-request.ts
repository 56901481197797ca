import { WireReader } from '../../wire-reader.js'
import type { ExpectedRevision } from '../streams/expected-revision.js'
import { exactRevision, type ProposedEvent, structuredUuid } from './decode-request.js'

/** One piece of an append. All bytes are parts of the message, not copied. */
export interface BatchAppendRequest {
  /** The UUID message as it came, to be sent back. */
  readonly correlation: Buffer | undefined
  readonly correlationId: string | undefined
  readonly options: BatchAppendOptions | undefined
  readonly events: readonly ProposedEvent[]
  readonly isFinal: boolean
}

export interface BatchAppendOptions {
  /** The whole message, for answers that repeat parts of it. */
  readonly bytes: Buffer
  /** The message that names the stream as it came, to be sent back. */
  readonly identifier: Buffer | undefined
  readonly streamName: Buffer | undefined
  readonly expected: ExpectedRevision | undefined
  /** Milliseconds since 1970. */
  readonly deadline: number
}

/** Hands every field of a message to `take`, which reads it or passes over it. */
const fields = (bytes: Buffer, take: (field: number, wire: WireReader, part: () => Buffer) => void): void => {
  const wire = new WireReader().reset(bytes, 0, bytes.length)
  const part = (): Buffer => {
    wire.delimited()
    return bytes.subarray(wire.start, wire.at)
  }
  while (wire.more()) {
    const key = wire.varint()
    const before = wire.at
    take(key, wire, part)
    if (wire.at === before) wire.skip(key & 7)
  }
}

// The keys of fields: number << 3 | wire type
const NUMBER = (field: number): number => field << 3
const MESSAGE = (field: number): number => (field << 3) | 2
const [NUMBER_1, NUMBER_2, NUMBER_4] = [NUMBER(1), NUMBER(2), NUMBER(4)]
const [MESSAGE_1, MESSAGE_2, MESSAGE_3, MESSAGE_4] = [MESSAGE(1), MESSAGE(2), MESSAGE(3), MESSAGE(4)]
const [MESSAGE_5, MESSAGE_6] = [MESSAGE(5), MESSAGE(6)]

const uuidOf = (bytes: Buffer): string => {
  let id = ''
  fields(bytes, (key, _wire, part) => {
    if (key === MESSAGE_1) id = structuredOf(part())
    else if (key === MESSAGE_2) id = part().toString('latin1')
  })
  return id
}

const structuredOf = (bytes: Buffer): string => {
  let [most, least] = [0n, 0n]
  fields(bytes, (key, wire) => {
    if (key === NUMBER_1) most = wire.uint64()
    else if (key === NUMBER_2) least = wire.uint64()
  })
  return structuredUuid(most, least)
}

const eventOf = (bytes: Buffer): ProposedEvent => {
  let id: string | undefined
  let [type, contentType]: [string | undefined, string | undefined] = [undefined, undefined]
  let [metadata, data]: [Buffer, Buffer] = [NOTHING, NOTHING]
  fields(bytes, (key, _wire, part) => {
    if (key === MESSAGE_1) id = uuidOf(part())
    else if (key === MESSAGE_3) metadata = part()
    else if (key === MESSAGE_4) data = part()
    else if (key === MESSAGE_2) {
      const [name, value] = propertyOf(part())
      if (name === 'type') type = value
      else if (name === 'content-type') contentType = value
    }
  })
  return { id, type, contentType, metadata, data }
}

const NOTHING = Buffer.alloc(0)

const propertyOf = (bytes: Buffer): readonly [name: string, value: string] => {
  let [name, value] = ['', '']
  fields(bytes, (key, _wire, part) => {
    if (key === MESSAGE_1) name = part().toString()
    else if (key === MESSAGE_2) value = part().toString()
  })
  return [name, value]
}

const optionsOf = (bytes: Buffer): BatchAppendOptions => {
  let identifier: Buffer | undefined
  let streamName: Buffer | undefined
  let expected: ExpectedRevision | undefined
  let deadline = Number.POSITIVE_INFINITY
  fields(bytes, (key, wire, part) => {
    if (key === NUMBER_2) expected = exactRevision(wire.uint64())
    else if (key === MESSAGE_3) expected = 'no_stream'
    else if (key === MESSAGE_4) expected = 'any'
    else if (key === MESSAGE_5) expected = 'stream_exists'
    else if (key === MESSAGE_6) deadline = timeOf(part())
    else if (key === MESSAGE_1) {
      identifier = part()
      fields(identifier, (inner, _wire, name) => {
        if (inner === MESSAGE_3) streamName = name()
      })
    }
  })
  return { bytes, identifier, streamName, expected, deadline }
}

const timeOf = (bytes: Buffer): number => {
  let [seconds, nanoseconds] = [0n, 0n]
  fields(bytes, (key, wire) => {
    if (key === NUMBER_1) seconds = BigInt.asIntN(64, wire.uint64())
    else if (key === NUMBER_2) nanoseconds = BigInt.asIntN(32, wire.uint64())
  })
  return Number(seconds) * 1000 + Number(nanoseconds) / 1_000_000
}

/**
 * `BatchAppendReq` of streams.proto. Appends are the node's busiest writing, and the generated code takes as long over one as all
 * the rest of the node. Throws for what is no protobuf.
 */
export const decodeBatchAppendRequest = (bytes: Buffer): BatchAppendRequest => {
  let correlation: Buffer | undefined
  let options: BatchAppendOptions | undefined
  let isFinal = false
  const events: ProposedEvent[] = []
  fields(bytes, (key, wire, part) => {
    if (key === MESSAGE_1) correlation = part()
    else if (key === MESSAGE_2) options = optionsOf(part())
    else if (key === MESSAGE_3) events.push(eventOf(part()))
    else if (key === NUMBER_4) isFinal = wire.varint() !== 0
  })
  return { correlation, correlationId: correlation && uuidOf(correlation), options, events, isFinal }
}
