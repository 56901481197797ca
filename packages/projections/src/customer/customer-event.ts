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

const attemptStreams = `${attemptCategory}-`

const isAttemptStream = ({ streamName }: StoredEvent): boolean => streamName.startsWith(attemptStreams)

/** Reads customers' streams and their attempt streams. */
export const decodeCustomerFeed: Decode<CustomerFeedEvent> = (stored) =>
  isAttemptStream(stored) ? decodeAttemptEvent(stored) : decodeCustomerEvent(stored)

/** An entry, not a fact: the stream decides, since both have types of their own. */
export const isAttempt = (recorded: CustomerFeedEvent): recorded is RecordedAttempt => isAttemptStream(recorded.stored)

export const isTimedAttempt = (timed: TimedEvent<CustomerFeedEvent>): timed is TimedEvent<RecordedAttempt> =>
  isAttemptStream(timed.stored)

/** The event that was asked about last: every projection asks about the same one. */
let asked: { readonly stored: StoredEvent; readonly customerId: string } | undefined

/**
 * Ids by the names of their streams. A customer has many events, and every row keeps the id: with one string for all of them
 * rows need less memory and are found sooner.
 */
let ids = new Map<string, string>()
const keptIds = 5000

const idOf = (streamName: string): string => {
  const known = ids.get(streamName)
  if (known !== undefined) return known
  const id = parseStreamName(streamName)?.id ?? streamName
  if (ids.size >= keptIds) ids = new Map()
  ids.set(streamName, id)
  return id
}

/** Whom an event is about: its stream says so, whatever its data claim. */
export const customerOf = ({ stored }: Pick<CustomerFeedEvent, 'stored'>): string => {
  if (asked?.stored !== stored) asked = { stored, customerId: idOf(stored.streamName) }
  return asked.customerId
}
