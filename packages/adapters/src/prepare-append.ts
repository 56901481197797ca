import type { AppendImpossible, NewEvent } from '@accountable/domain/application'
import { type ExpectedRevision, type Json, Revision } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'

/** An event with its bodies as JSON text: whatever the caller does to its objects from here on changes nothing. */
export interface PreparedEvent {
  readonly eventId: string
  readonly type: string
  readonly data: string
  readonly metadata: string
}

/** EventStoreDB's default limit for the data of one append; type and metadata are free there. */
const largestAppend = 1_048_576
/** Ours, for everything else: an append then always travels in one message, below any server's limit for messages. */
const largestMetadata = 1_048_576
const deepest = 100

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const nil = '00000000-0000-0000-0000-000000000000'
/** NUL, which no text column of a read model can hold, and lone surrogates, which UTF-8 cannot. */
const unstorable = /[\0\p{Surrogate}]/u

const problemOfText = (text: string): string | undefined =>
  unstorable.test(text) ? 'a NUL or a lone surrogate in a text' : undefined

const problemOfObject = (value: object, ancestors: ReadonlyArray<object>): string | undefined => {
  if (ancestors.includes(value)) return 'a cycle'
  if (ancestors.length >= deepest) return `more than ${deepest} levels`
  const inside = [...ancestors, value]
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const problem = problemOfJson(value[i], inside)
      if (problem !== undefined) return problem
    }
    return undefined
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return 'an object that is not plain'
  for (const [key, member] of Object.entries(value)) {
    const problem = problemOfText(key) ?? problemOfJson(member, inside)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** What makes a value no `Json` of the stored form (design §4), or nothing. Never quotes it. */
const problemOfJson = (value: unknown, ancestors: ReadonlyArray<object>): string | undefined => {
  if (value === null || typeof value === 'boolean') return undefined
  if (typeof value === 'string') return problemOfText(value)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? undefined : 'a number that is no safe integer'
  return typeof value === 'object' ? problemOfObject(value, ancestors) : `a value of type ${typeof value}`
}

const problemOfName = (streamName: string): string | undefined => {
  if (streamName === '') return 'the stream name is empty'
  // An append to the metadata of the empty name ends a real server's process.
  if (streamName === '$$') return 'the stream name is reserved'
  return unstorable.test(streamName) ? 'the stream name holds a NUL or a lone surrogate' : undefined
}

/** What no stream can be at; an encoder would make something else of it. */
const problemOfExpectation = (expected: ExpectedRevision): string | undefined =>
  expected === 'noStream' || Revision.is(expected) ? undefined : 'the expected revision is none'

const bodyProblem = (name: string, body: Json): string | undefined => {
  const problem = problemOfJson(body, [])
  return problem === undefined ? undefined : `${name} holds ${problem}`
}

const problemOfEvent = ({ eventId, type, data, metadata }: NewEvent): string | undefined => {
  if (!uuid.test(eventId) || eventId === nil) return 'the event id is no UUID, or the nil UUID'
  if (type === '' || unstorable.test(type)) return 'the event type is empty, or holds a NUL or a lone surrogate'
  return bodyProblem('data', data) ?? bodyProblem('metadata', metadata)
}

const impossible = (message: string): E.Either<AppendImpossible, never> => E.left({ type: 'AppendImpossible', message })

/**
 * Checks an append before any store sees it: EventStoreDB's client hangs, breaks its shared call or drops data at much of
 * what is refused here, and a real server answers some of it twice.
 */
export const prepareAppend = (
  streamName: string,
  expected: ExpectedRevision,
  events: ReadonlyArray<NewEvent>
): E.Either<AppendImpossible, ReadonlyArray<PreparedEvent>> => {
  const addressProblem = problemOfName(streamName) ?? problemOfExpectation(expected)
  if (addressProblem !== undefined) return impossible(addressProblem)
  if (events.length === 0) return impossible('there is no event to append')
  const prepared: Array<PreparedEvent> = []
  let dataSize = 0
  let metadataSize = 0
  for (const [index, event] of events.entries()) {
    const problem = problemOfEvent(event)
    if (problem !== undefined) return impossible(`event ${index}: ${problem}`)
    const data = JSON.stringify(event.data)
    const metadata = JSON.stringify(event.metadata)
    dataSize += Buffer.byteLength(data)
    metadataSize += Buffer.byteLength(metadata) + Buffer.byteLength(event.type)
    prepared.push({ eventId: event.eventId.toLowerCase(), type: event.type, data, metadata })
  }
  if (dataSize > largestAppend) return impossible(`the data of an append is at most ${largestAppend} bytes`)
  if (metadataSize > largestMetadata) return impossible(`the metadata of an append is at most ${largestMetadata} bytes`)
  return E.right(prepared)
}
