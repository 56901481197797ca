import type { ReadAllRequest, ReadStreamRequest } from './calls.js'
import { boolField, delimitedField, textField, uint64Field } from './wire-writer.js'

/** Field numbers are those of EventStoreDB's `streams.proto`, message `ReadReq`. */

const empty = (field: number): Buffer => delimitedField(field)
const streamIdentifier = (field: number, streamName: string): Buffer => delimitedField(field, textField(3, streamName))
const uuidsAsText = delimitedField(9, empty(2))
const backwardsOption = boolField(3) // an enum whose second value is 1
const noFilter = empty(8)

export const encodeReadStream = ({ streamName, from, limit }: ReadStreamRequest): Buffer =>
  delimitedField(
    1,
    delimitedField(1, streamIdentifier(1, streamName), from === 'end' ? empty(4) : uint64Field(2, from)),
    ...(from === 'end' ? [backwardsOption] : []),
    uint64Field(5, BigInt(limit)),
    noFilter,
    uuidsAsText
  )

const allOptions = (from: ReadAllRequest['from']): Buffer => {
  if (from === 'start') return delimitedField(2, empty(2))
  if (from === 'end') return delimitedField(2, empty(3))
  return delimitedField(2, delimitedField(1, uint64Field(1, from.commit), uint64Field(2, from.prepare)))
}

export const encodeReadAll = ({ from, limit }: ReadAllRequest): Buffer =>
  delimitedField(
    1,
    allOptions(from),
    ...(from === 'end' ? [backwardsOption] : []),
    uint64Field(5, BigInt(limit)),
    noFilter,
    uuidsAsText
  )

/** A subscription to what comes after the end, of streams with these prefixes; a checkpoint after every 32 other records. */
export const encodeSubscribe = (prefixes: ReadonlyArray<string>): Buffer =>
  delimitedField(
    1,
    allOptions('end'),
    delimitedField(6),
    delimitedField(7, delimitedField(1, ...prefixes.map((prefix) => textField(2, prefix))), empty(4), boolField(5)),
    uuidsAsText
  )
