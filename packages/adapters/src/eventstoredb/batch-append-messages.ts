import type { ExpectedRevision, Position, Revision } from '@accountable/domain/kernel'
import { position, revision } from '@accountable/domain/kernel'
import type { PreparedEvent } from '../prepare-append.js'
import { WireReader } from '../wire-reader.js'
import { boolField, delimitedField, textField, uint64Field } from './wire-writer.js'

/** The two messages of EventStoreDB's BatchAppend, `BatchAppendReq` and `BatchAppendResp` of `streams.proto`. */

export interface BatchAppendRequest {
  /** A UUID, lower case, of this try alone. */
  readonly correlationId: string
  readonly streamName: string
  readonly expected: ExpectedRevision
  readonly events: ReadonlyArray<PreparedEvent>
}

const jsonContent = delimitedField(2, textField(1, 'content-type'), textField(2, 'application/json'))

const proposedMessage = ({ eventId, type, data, metadata }: PreparedEvent): Buffer =>
  delimitedField(
    3,
    delimitedField(1, textField(2, eventId)),
    delimitedField(2, textField(1, 'type'), textField(2, type)),
    jsonContent,
    textField(3, metadata),
    textField(4, data)
  )

/**
 * One append in one message. It carries no deadline: the server would compare that with its own clock, and an append that is
 * answered too late is found out about by reading anyway.
 */
export const encodeBatchAppend = ({ correlationId, streamName, expected, events }: BatchAppendRequest): Buffer =>
  Buffer.concat([
    delimitedField(1, textField(2, correlationId)),
    delimitedField(
      2,
      delimitedField(1, textField(3, streamName)),
      expected === 'noStream' ? delimitedField(3) : uint64Field(2, expected)
    ),
    ...events.map(proposedMessage),
    boolField(4)
  ])

/** What the server says about one append. `position` is missing where the same append is known, but hidden (deleted, truncated). */
export type BatchAppendAnswer =
  | { readonly type: 'Appended'; readonly revision: Revision; readonly position: Position | undefined }
  | { readonly type: 'WrongExpectedVersion'; readonly actual: ExpectedRevision }
  | { readonly type: 'Refused'; readonly reason: string }

export interface BatchAppendResponse {
  readonly correlationId: string
  readonly answer: BatchAppendAnswer
}

interface Field {
  readonly number: bigint
  readonly start: number
  readonly end: number
}

/** The fields of a message, each by its number: answers to appends are small. */
const fieldsOf = (bytes: Buffer, { start, end }: Pick<Field, 'start' | 'end'>): ReadonlyMap<number, Field> => {
  const wire = new WireReader().reset(bytes, start, end)
  const fields = new Map<number, Field>()
  while (wire.more()) {
    const key = wire.varint()
    const field = key >> 3
    if ((key & 7) === 0) fields.set(field, { number: wire.uint64(), start: wire.at, end: wire.at })
    else if ((key & 7) === 2) {
      wire.delimited()
      fields.set(field, { number: 0n, start: wire.start, end: wire.at })
    } else wire.skip(key & 7)
  }
  return fields
}

const textOf = (bytes: Buffer, field: Field | undefined): string =>
  field === undefined ? '' : bytes.toString('utf8', field.start, field.end)

const hex = (half: Field | undefined): string => (half?.number ?? 0n).toString(16).padStart(16, '0')

/** As text, or as two halves: a server may answer with either. */
const uuidOf = (bytes: Buffer, uuid: Field): string => {
  const fields = fieldsOf(bytes, uuid)
  const halves = fields.get(1)
  if (halves === undefined) return textOf(bytes, fields.get(2)).toLowerCase()
  const structured = fieldsOf(bytes, halves)
  const digits = hex(structured.get(1)) + hex(structured.get(2))
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const successOf = (bytes: Buffer, success: Field): BatchAppendAnswer => {
  const fields = fieldsOf(bytes, success)
  const at = fields.get(3)
  const halves = at && fieldsOf(bytes, at)
  return {
    type: 'Appended',
    revision: revision(fields.get(1)?.number ?? 0n),
    position: halves && position(halves.get(1)?.number ?? 0n, halves.get(2)?.number ?? 0n)
  }
}

/** `google.rpc.Status` with one detail, whose type says what happened. */
const errorOf = (bytes: Buffer, error: Field): BatchAppendAnswer => {
  const detail = fieldsOf(bytes, error).get(3)
  const fields = detail === undefined ? new Map<number, Field>() : fieldsOf(bytes, detail)
  const reason = textOf(bytes, fields.get(1)).split('.').at(-1) ?? ''
  if (reason !== 'WrongExpectedVersion') return { type: 'Refused', reason }
  const value = fields.get(2)
  const current = value && fieldsOf(bytes, value).get(1)
  return { type: 'WrongExpectedVersion', actual: current === undefined ? 'noStream' : revision(current.number) }
}

const nothing: Field = { number: 0n, start: 0, end: 0 }

export const decodeBatchAppendResponse = (bytes: Buffer): BatchAppendResponse => {
  const fields = fieldsOf(bytes, { start: 0, end: bytes.length })
  const error = fields.get(2)
  return {
    correlationId: uuidOf(bytes, fields.get(1) ?? nothing),
    answer: error === undefined ? successOf(bytes, fields.get(3) ?? nothing) : errorOf(bytes, error)
  }
}
