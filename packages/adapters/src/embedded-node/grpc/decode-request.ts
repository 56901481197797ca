import type { NewEvent } from '../storage/event-record.js'
import type { ExpectedRevision } from '../streams/expected-revision.js'
import type { shared, streams } from './messages.js'
import { invalidArgument, missingProperty, unknown } from './refusal.js'
import { uuidBytes, uuidText } from './uuid-text.js'

type Uuid = shared.UUID
type StreamIdentifier = shared.StreamIdentifier

const NO_STREAM = 2n ** 64n - 1n
const LARGEST_NAME = 64 * 1024

export const streamName = (identifier: StreamIdentifier | undefined): string =>
  checkedName(Buffer.from(identifier?.getStreamName_asU8() ?? []))

/** The name of a stream that can be read and written. */
export const checkedName = (bytes: Buffer): string => {
  const name = bytes.toString()
  if (name === '') throw unknown('a stream must be named')
  if (name === '$$') throw unknown('the metadata of the empty stream name cannot be written')
  if (name.length > LARGEST_NAME) throw unknown('the stream name is too long')
  return name
}

/** Either form of a UUID as text; undefined when there is none. */
const uuid = (message: Uuid | undefined): string | undefined => {
  if (!message) return undefined
  const structured = message.getStructured()
  if (!structured) return message.getString()
  return structuredUuid(BigInt(structured.getMostSignificantBits()), BigInt(structured.getLeastSignificantBits()))
}

/** The text of a UUID that came as two numbers, signed or not. */
export const structuredUuid = (most: bigint, least: bigint): string => {
  const bytes = Buffer.alloc(16)
  bytes.writeBigInt64BE(BigInt.asIntN(64, most), 0)
  bytes.writeBigInt64BE(BigInt.asIntN(64, least), 8)
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
  return required(revision === undefined ? undefined : exactRevision(BigInt(revision)))
}

export const exactRevision = (revision: bigint): ExpectedRevision => (revision === NO_STREAM ? 'no_stream' : revision)

export const required = (expected: ExpectedRevision | undefined): ExpectedRevision => {
  if (expected === undefined) throw invalidArgument('an expected revision is required')
  return expected
}

/** An event as a request has it: nothing of it need be there. */
export interface ProposedEvent {
  readonly id: string | undefined
  readonly type: string | undefined
  readonly contentType: string | undefined
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

export const proposedEvent = (message: streams.AppendReq.ProposedMessage): ProposedEvent => ({
  id: uuid(message.getId()),
  type: message.getMetadataMap().get('type'),
  contentType: message.getMetadataMap().get('content-type'),
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8()
})

/** Both append calls ask the same of an event. */
export const newEvent = ({ id: text, type, contentType, data, metadata }: ProposedEvent): NewEvent => {
  if (type === undefined) throw missingProperty('type')
  if (contentType === undefined) throw missingProperty('content-type')
  const id = uuidBytes(text ?? '')
  if (!id) throw unknown('an event needs a UUID')
  if (id.every((byte) => byte === 0)) throw unknown('an event needs a UUID that is not nil')
  if (type === '') throw unknown('an event needs a type')
  return {
    id,
    type,
    isJson: contentType === 'application/json',
    data,
    metadata
  }
}
