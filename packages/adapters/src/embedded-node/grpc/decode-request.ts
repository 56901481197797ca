import type { NewEvent } from '../storage/event-record.js'
import type { ExpectedRevision } from '../streams/expected-revision.js'
import type { shared, streams } from './messages.js'
import { invalidArgument, missingProperty, unknown } from './refusal.js'
import { uuidBytes, uuidText } from './uuid-text.js'

type Uuid = shared.UUID
type StreamIdentifier = shared.StreamIdentifier

const NO_STREAM = 2n ** 64n - 1n
const LARGEST_NAME = 64 * 1024

export const streamName = (identifier: StreamIdentifier | undefined): string => {
  const name = Buffer.from(identifier?.getStreamName_asU8() ?? []).toString()
  if (name === '') throw unknown('a stream must be named')
  if (name === '$$') throw unknown('the metadata of the empty stream name cannot be written')
  if (name.length > LARGEST_NAME) throw unknown('the stream name is too long')
  return name
}

/** Either form of a UUID as text; undefined when there is none. */
export const uuid = (message: Uuid | undefined): string | undefined => {
  if (!message) return undefined
  const structured = message.getStructured()
  if (!structured) return message.getString()
  const bytes = Buffer.alloc(16)
  bytes.writeBigInt64BE(BigInt(structured.getMostSignificantBits()), 0)
  bytes.writeBigInt64BE(BigInt(structured.getLeastSignificantBits()), 8)
  return uuidText(bytes)
}

interface Expectation {
  hasAny(): boolean
  hasNoStream(): boolean
  hasStreamExists(): boolean
}

/** `revision` is undefined when the request names none. */
export const expectedRevision = (options: Expectation, revision: string | undefined): ExpectedRevision => {
  if (options.hasAny()) return 'any'
  if (options.hasNoStream()) return 'no_stream'
  if (options.hasStreamExists()) return 'stream_exists'
  if (revision === undefined) throw invalidArgument('an expected revision is required')
  const exact = BigInt(revision)
  return exact === NO_STREAM ? 'no_stream' : exact
}

/** Both append calls carry their events in messages of this form. */
export const newEvent = (
  message: streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage
): NewEvent => {
  const properties = message.getMetadataMap()
  const type = properties.get('type')
  const contentType = properties.get('content-type')
  if (type === undefined) throw missingProperty('type')
  if (contentType === undefined) throw missingProperty('content-type')
  const id = uuidBytes(uuid(message.getId()) ?? '')
  if (!id) throw unknown('an event needs a UUID')
  if (id.every((byte) => byte === 0)) throw unknown('an event needs a UUID that is not nil')
  if (type === '') throw unknown('an event needs a type')
  return {
    id,
    type,
    isJson: contentType === 'application/json',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8()
  }
}
