import { type AttemptEvent, attemptCategory, decodeAttemptEvent } from '@accountable/domain/application'
import { type CustomerEvent, decodeCustomerEvent } from '@accountable/domain/customer'
import { type AttemptMetadata, parseStreamName, type RecordedEvent, type StoredEvent } from '@accountable/domain/kernel'
import type { Decode } from '../arrival.js'
import type { TimedEvent } from '../projection.js'

/** A fact of a customer's stream. */
export type RecordedFact = RecordedEvent<CustomerEvent>

/** An entry of a customer's attempt stream. */
export type RecordedAttempt = RecordedEvent<AttemptEvent, AttemptMetadata>

/** Everything that the customers' read models are made of. */
export type CustomerFeedEvent = RecordedFact | RecordedAttempt

/** What the name of an event's stream says. */
interface StreamMeaning {
  readonly customerId: string
  /** The same as `keysOf` answers it: one list, shared by all projections, never changed. */
  readonly keys: readonly [customerId: string]
  readonly isAttempt: boolean
}

const attemptStreams = `${attemptCategory}-`

const meaningOfName = (streamName: string): StreamMeaning => {
  const customerId = parseStreamName(streamName)?.id ?? streamName
  return { customerId, keys: [customerId], isAttempt: streamName.startsWith(attemptStreams) }
}

/**
 * By the names of streams. A stream has many events, and every row keeps the id: with one string for all of them rows need less
 * memory and are found sooner.
 */
let meanings = new Map<string, StreamMeaning>()
const keptMeanings = 5000

/** The event that was asked about last, and the answer: every projection asks about the same one, and more than once. */
let asked: StoredEvent | undefined
let answer = meaningOfName('')

const meaningOf = (stored: StoredEvent): StreamMeaning => {
  if (asked === stored) return answer
  const { streamName } = stored
  const known = meanings.get(streamName)
  const meaning = known ?? meaningOfName(streamName)
  if (known === undefined) {
    if (meanings.size >= keptMeanings) meanings = new Map()
    meanings.set(streamName, meaning)
  }
  asked = stored
  answer = meaning
  return meaning
}

/** Reads customers' streams and their attempt streams. */
export const decodeCustomerFeed: Decode<CustomerFeedEvent> = (stored) =>
  meaningOf(stored).isAttempt ? decodeAttemptEvent(stored) : decodeCustomerEvent(stored)

/** An entry, not a fact: the stream decides, since both have types of their own. */
export const isAttempt = (recorded: CustomerFeedEvent): recorded is RecordedAttempt =>
  meaningOf(recorded.stored).isAttempt

export const isTimedAttempt = (timed: TimedEvent<CustomerFeedEvent>): timed is TimedEvent<RecordedAttempt> =>
  meaningOf(timed.stored).isAttempt

/** Whom an event is about: its stream says so, whatever its data claim. */
export const customerOf = ({ stored }: Pick<CustomerFeedEvent, 'stored'>): string => meaningOf(stored).customerId

/** The key of the rows that are kept for whole customers. */
export const customerKeys = ({ stored }: Pick<CustomerFeedEvent, 'stored'>): StreamMeaning['keys'] =>
  meaningOf(stored).keys

/** What an event names and writes in a read model that it does not concern: one for the millions of them. */
export const nothing = Object.freeze({})
