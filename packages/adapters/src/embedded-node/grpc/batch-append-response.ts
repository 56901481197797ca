import anyMessage from 'google-protobuf/google/protobuf/any_pb.js'
import emptyMessage from 'google-protobuf/google/protobuf/empty_pb.js'
import type { AppendResult } from '../streams/append-events.js'
import { LARGEST_APPEND } from './append-size.js'
import { shared, status, streams } from './messages.js'

const { Any } = anyMessage
const { Empty } = emptyMessage

type Request = streams.BatchAppendReq
type Options = streams.BatchAppendReq.Options
type Response = streams.BatchAppendResp

/** google.rpc.Code, as the real server sets it. */
const INVALID_ARGUMENT = 3
const DEADLINE_EXCEEDED = 4
const NOT_FOUND = 5
const ALREADY_EXISTS = 6
const RESOURCE_EXHAUSTED = 8

const response = (request: Request, options: Options): Response =>
  new streams.BatchAppendResp()
    .setCorrelationId(request.getCorrelationId())
    .setStreamIdentifier(options.getStreamIdentifier())

interface Detail {
  serializeBinary(): Uint8Array
}

const failure = (
  request: Request,
  options: Options,
  code: number,
  name: string,
  detail: Detail,
  message = name
): Response => {
  const any = new Any()
  any.pack(detail.serializeBinary(), `event_store.client.${name}`)
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- google.rpc.Code, of which the client ships only the type
  return response(request, options).setError(new status.Status().setCode(code).setMessage(message).setDetails(any))
}

export const stored = (
  request: Request,
  options: Options,
  { revision, position }: Extract<AppendResult, { kind: 'appended' }>
): Response => {
  const message = new streams.BatchAppendResp.Success()
  if (revision < 0) message.setNoStream(new Empty())
  else message.setCurrentRevision(String(revision))
  if (position === undefined) message.setNoPosition(new Empty())
  else {
    const place = new shared.AllStreamPosition()
      .setCommitPosition(String(position))
      .setPreparePosition(String(position))
    message.setPosition(place)
  }
  return response(request, options).setSuccess(message)
}

export const refused = (
  request: Request,
  options: Options,
  result: Exclude<AppendResult, { kind: 'appended' }>
): Response => {
  if (result.kind === 'deleted') {
    const deleted = new shared.StreamDeleted().setStreamIdentifier(options.getStreamIdentifier())
    return failure(request, options, NOT_FOUND, 'StreamDeleted', deleted)
  }
  return failure(request, options, ALREADY_EXISTS, 'WrongExpectedVersion', wrong(options, result.lastRevision))
}

const wrong = (options: Options, lastRevision: number): shared.WrongExpectedVersion => {
  const message = new shared.WrongExpectedVersion()
  if (lastRevision < 0) message.setCurrentNoStream(new Empty())
  else message.setCurrentStreamRevision(String(lastRevision))
  if (options.hasAny()) return message.setExpectedAny(new Empty())
  if (options.hasStreamExists()) return message.setExpectedStreamExists(new Empty())
  if (options.hasNoStream()) return message.setExpectedNoStream(new Empty())
  return message.setExpectedStreamPosition(options.getStreamPosition())
}

export const timeout = (request: Request, options: Options): Response =>
  failure(request, options, DEADLINE_EXCEEDED, 'Timeout', new shared.Timeout())

export const tooLarge = (request: Request, options: Options): Response =>
  failure(
    request,
    options,
    INVALID_ARGUMENT,
    'MaximumAppendSizeExceeded',
    new shared.MaximumAppendSizeExceeded().setMaxappendsize(LARGEST_APPEND)
  )

export const badRequest = (request: Request, options: Options, error: unknown): Response => {
  const message = error instanceof Error ? error.message : String(error)
  return failure(request, options, INVALID_ARGUMENT, 'BadRequest', new shared.BadRequest().setMessage(message))
}

/** Nothing was stored, and later appends on the call may succeed. The client has no error of its own for it, but repeats the message. */
export const noRoom = (request: Request, options: Options, { message }: Error): Response =>
  failure(request, options, RESOURCE_EXHAUSTED, 'BadRequest', new shared.BadRequest().setMessage(message), message)
