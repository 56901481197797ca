import anyMessage from 'google-protobuf/google/protobuf/any_pb.js'
import emptyMessage from 'google-protobuf/google/protobuf/empty_pb.js'
import type { AppendResult } from '../streams/append-events.js'
import { LARGEST_APPEND } from './append-size.js'
import type { BatchAppendOptions, BatchAppendRequest } from './batch-append-request.js'
import { shared, status, streams } from './messages.js'
import { fieldLength, varintLength, WireWriter } from './wire-writer.js'

const { Any } = anyMessage
const { Empty } = emptyMessage

/** google.rpc.Code, as the real server sets it. */
const INVALID_ARGUMENT = 3
const DEADLINE_EXCEEDED = 4
const NOT_FOUND = 5
const ALREADY_EXISTS = 6
const RESOURCE_EXHAUSTED = 8

/** BatchAppendResp: its UUID and its stream go back as they came. */
const response = (
  { correlation }: BatchAppendRequest,
  { identifier }: BatchAppendOptions,
  field: number,
  result: Uint8Array
): Buffer => {
  const length = (part: Uint8Array | undefined): number => (part === undefined ? 0 : fieldLength(part.length))
  const out = new WireWriter(length(correlation) + length(result) + length(identifier))
  if (correlation !== undefined) out.blob(CORRELATION, correlation)
  out.blob(field, result)
  if (identifier !== undefined) out.blob(IDENTIFIER, identifier)
  return out.bytes
}

const [CORRELATION, ERROR, SUCCESS, IDENTIFIER] = [1, 2, 3, 4]

interface Detail {
  serializeBinary(): Uint8Array
}

const failure = (
  request: BatchAppendRequest,
  options: BatchAppendOptions,
  code: number,
  name: string,
  detail: Detail,
  message = name
): Buffer => {
  const any = new Any()
  any.pack(detail.serializeBinary(), `event_store.client.${name}`)
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- google.rpc.Code, of which the client ships only the type
  const error = new status.Status().setCode(code).setMessage(message).setDetails(any)
  return response(request, options, ERROR, error.serializeBinary())
}

export const stored = (
  request: BatchAppendRequest,
  options: BatchAppendOptions,
  { revision, position }: Extract<AppendResult, { kind: 'appended' }>
): Buffer => {
  const place = position === undefined ? 0 : 2 * (1 + varintLength(position))
  const out = new WireWriter((revision < 0 ? fieldLength(0) : 1 + varintLength(revision)) + fieldLength(place))
  if (revision < 0) out.open(NO_STREAM, 0)
  else out.number(CURRENT_REVISION, revision)
  out.open(position === undefined ? NO_POSITION : POSITION, place)
  if (position !== undefined) {
    out.number(COMMIT, position)
    out.number(PREPARE, position)
  }
  return response(request, options, SUCCESS, out.bytes)
}

const [CURRENT_REVISION, NO_STREAM, POSITION, NO_POSITION] = [1, 2, 3, 4]
const [COMMIT, PREPARE] = [1, 2]

export const refused = (
  request: BatchAppendRequest,
  options: BatchAppendOptions,
  result: Exclude<AppendResult, { kind: 'appended' }>
): Buffer => {
  const asked = streams.BatchAppendReq.Options.deserializeBinary(options.bytes)
  if (result.kind === 'deleted') {
    const deleted = new shared.StreamDeleted().setStreamIdentifier(asked.getStreamIdentifier())
    return failure(request, options, NOT_FOUND, 'StreamDeleted', deleted)
  }
  return failure(request, options, ALREADY_EXISTS, 'WrongExpectedVersion', wrong(asked, result.lastRevision))
}

const wrong = (options: streams.BatchAppendReq.Options, lastRevision: number): shared.WrongExpectedVersion => {
  const message = new shared.WrongExpectedVersion()
  if (lastRevision < 0) message.setCurrentNoStream(new Empty())
  else message.setCurrentStreamRevision(String(lastRevision))
  if (options.hasAny()) return message.setExpectedAny(new Empty())
  if (options.hasStreamExists()) return message.setExpectedStreamExists(new Empty())
  if (options.hasNoStream()) return message.setExpectedNoStream(new Empty())
  return message.setExpectedStreamPosition(options.getStreamPosition())
}

export const timeout = (request: BatchAppendRequest, options: BatchAppendOptions): Buffer =>
  failure(request, options, DEADLINE_EXCEEDED, 'Timeout', new shared.Timeout())

export const tooLarge = (request: BatchAppendRequest, options: BatchAppendOptions): Buffer =>
  failure(
    request,
    options,
    INVALID_ARGUMENT,
    'MaximumAppendSizeExceeded',
    new shared.MaximumAppendSizeExceeded().setMaxappendsize(LARGEST_APPEND)
  )

export const badRequest = (request: BatchAppendRequest, options: BatchAppendOptions, error: unknown): Buffer => {
  const message = error instanceof Error ? error.message : String(error)
  return failure(request, options, INVALID_ARGUMENT, 'BadRequest', new shared.BadRequest().setMessage(message))
}

/** Nothing was stored, and later appends on the call may succeed. The client has no error of its own for it, but repeats the message. */
export const noRoom = (request: BatchAppendRequest, options: BatchAppendOptions, { message }: Error): Buffer =>
  failure(request, options, RESOURCE_EXHAUSTED, 'BadRequest', new shared.BadRequest().setMessage(message), message)
