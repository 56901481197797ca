import { type AttemptEvent, decodeAttemptEvent } from '@accountable/domain/application'
import { type CustomerEvent, decodeCustomerEvent } from '@accountable/domain/customer'
import type { AttemptMetadata, RecordedEvent, StoredEvent } from '@accountable/domain/kernel'
import type { Decode } from '../arrival.js'
import type { TimedEvent } from '../projection.js'
import { type StreamOwner, streamOwner } from '../stream-owner.js'

/** A fact of a customer's stream. */
export type RecordedFact = RecordedEvent<CustomerEvent>

/** An entry of a customer's attempt stream. */
export type RecordedAttempt = RecordedEvent<AttemptEvent, AttemptMetadata>

/** Everything that the customers' read models are made of. */
export type CustomerFeedEvent = RecordedFact | RecordedAttempt

/** By the names of streams, for events that were decoded without one or longer ago. */
let owners = new Map<string, StreamOwner>()
const keptOwners = 5000

const rememberedOwner = (streamName: string): StreamOwner => {
  const known = owners.get(streamName)
  if (known !== undefined) return known
  const owner = streamOwner(streamName)
  if (owners.size >= keptOwners) owners = new Map()
  owners.set(streamName, owner)
  return owner
}

/** The event that was asked about last, and the answer: every projection asks about the same one, and more than once. */
let asked: StoredEvent | undefined
let answer = streamOwner('')

const ownerOf = (stored: StoredEvent): StreamOwner => {
  if (asked !== stored) {
    answer = rememberedOwner(stored.streamName)
    asked = stored
  }
  return answer
}

/** Reads customers' streams and their attempt streams. */
export const decodeCustomerFeed: Decode<CustomerFeedEvent> = (stored, owner = ownerOf(stored)) => {
  asked = stored
  answer = owner
  return owner.kind === 'attempt' ? decodeAttemptEvent(stored) : decodeCustomerEvent(stored)
}

/** An entry, not a fact: the stream decides, since both have types of their own. */
export const isAttempt = (recorded: CustomerFeedEvent): recorded is RecordedAttempt =>
  ownerOf(recorded.stored).kind === 'attempt'

export const isTimedAttempt = (timed: TimedEvent<CustomerFeedEvent>): timed is TimedEvent<RecordedAttempt> =>
  ownerOf(timed.stored).kind === 'attempt'

/** Whom an event is about: its stream says so, whatever its data claim. */
export const customerOf = ({ stored }: Pick<CustomerFeedEvent, 'stored'>): string => ownerOf(stored).customerId

/** The key of the rows that are kept for whole customers. */
export const customerKeys = ({ stored }: Pick<CustomerFeedEvent, 'stored'>): StreamOwner['keys'] => ownerOf(stored).keys
