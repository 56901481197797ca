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

const isAttemptStream = ({ streamName }: StoredEvent): boolean =>
  parseStreamName(streamName)?.category === attemptCategory

/** Reads customers' streams and their attempt streams. */
export const decodeCustomerFeed: Decode<CustomerFeedEvent> = (stored) =>
  isAttemptStream(stored) ? decodeAttemptEvent(stored) : decodeCustomerEvent(stored)

/** An entry, not a fact: the stream decides, since both have types of their own. */
export const isAttempt = (recorded: CustomerFeedEvent): recorded is RecordedAttempt => isAttemptStream(recorded.stored)

export const isTimedAttempt = (timed: TimedEvent<CustomerFeedEvent>): timed is TimedEvent<RecordedAttempt> =>
  isAttemptStream(timed.stored)

/** Whom an event is about: its stream says so, whatever its data claim. */
export const customerOf = ({ stored }: Pick<CustomerFeedEvent, 'stored'>): string =>
  parseStreamName(stored.streamName)?.id ?? stored.streamName
