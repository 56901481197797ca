import { randomUUID } from 'node:crypto'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import googleStatus from '@eventstore/db-client/generated/status_pb.js'
import type { BatchAppendReq, BatchAppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import messages from '@eventstore/db-client/generated/streams_pb.js'
import any from 'google-protobuf/google/protobuf/any_pb.js'

/** Messages of a server, for scripts. */

const identifier = (streamName: string) => {
  const message = new shared.StreamIdentifier()
  message.setStreamName(Buffer.from(streamName).toString('base64'))
  return message
}

export const streamOf = (request: BatchAppendReq): string =>
  Buffer.from(request.getOptions()?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()

export const appended = (request: BatchAppendReq, revision: number, position: number): BatchAppendResp => {
  const at = new shared.AllStreamPosition()
  at.setCommitPosition(String(position))
  at.setPreparePosition(String(position))
  const success = new messages.BatchAppendResp.Success()
  success.setCurrentRevision(String(revision))
  success.setPosition(at)
  const answer = new messages.BatchAppendResp()
  answer.setCorrelationId(request.getCorrelationId())
  answer.setStreamIdentifier(identifier(streamOf(request)))
  answer.setSuccess(success)
  return answer
}

/** An error whose detail has no content, under its name in `event_store.client`. */
export const refused = (request: BatchAppendReq, name: string): BatchAppendResp => {
  const detail = new any.Any()
  detail.setTypeUrl(`type.googleapis.com/event_store.client.${name}`)
  const error = new googleStatus.Status()
  error.setMessage(name)
  error.setDetails(detail)
  const answer = new messages.BatchAppendResp()
  answer.setCorrelationId(request.getCorrelationId())
  answer.setStreamIdentifier(identifier(streamOf(request)))
  answer.setError(error)
  return answer
}

export interface ScriptedEvent {
  readonly streamName: string
  readonly revision: number
  readonly position: number
  readonly eventId?: string
  readonly data?: Uint8Array
  readonly metadata?: Uint8Array
  readonly contentType?: string
}

export const recorded = ({ streamName, revision, position, ...rest }: ScriptedEvent): ReadResp => {
  const { eventId = randomUUID(), data = Buffer.from('{}'), metadata = Buffer.from('{}') } = rest
  const id = new shared.UUID()
  id.setString(eventId)
  const record = new messages.ReadResp.ReadEvent.RecordedEvent()
  record.setId(id)
  record.setStreamIdentifier(identifier(streamName))
  record.setStreamRevision(String(revision))
  record.setPreparePosition(String(position))
  record.setCommitPosition(String(position))
  record.getMetadataMap().set('type', 'thing-happened')
  record.getMetadataMap().set('created', '17000000000001234')
  record.getMetadataMap().set('content-type', rest.contentType ?? 'application/json')
  record.setCustomMetadata(metadata)
  record.setData(data)
  const read = new messages.ReadResp.ReadEvent()
  read.setEvent(record)
  read.setCommitPosition(String(position))
  const answer = new messages.ReadResp()
  answer.setEvent(read)
  return answer
}

export const confirmation = (): ReadResp => {
  const confirmed = new messages.ReadResp.SubscriptionConfirmation()
  confirmed.setSubscriptionId(randomUUID())
  const answer = new messages.ReadResp()
  answer.setConfirmation(confirmed)
  return answer
}

export const checkpoint = (commit: number): ReadResp => {
  const at = new messages.ReadResp.Checkpoint()
  at.setCommitPosition(String(commit))
  at.setPreparePosition('0')
  const answer = new messages.ReadResp()
  answer.setCheckpoint(at)
  return answer
}
