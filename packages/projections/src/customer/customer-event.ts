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
interface Subject {
  readonly customerId: string
  /** The same, as the only key of a row. */
  readonly keys: readonly [customerId: string]
  readonly isAttempt: boolean
}

const attemptStreams = `${attemptCategory}-`

const subjectNamed = (streamName: string): Subject => {
  const customerId = parseStreamName(streamName)?.id ?? streamName
  return { customerId, keys: [customerId], isAttempt: streamName.startsWith(attemptStreams) }
}

/**
 * Subjects by the names of their streams. A customer has many events, and every row keeps the id: with one string for all of
 * them rows need less memory and are found sooner.
 */
let subjects = new Map<string, Subject>()
const keptSubjects = 5000

/** The event that was asked about last: every projection asks about the same one, and more than once. */
let asked: StoredEvent | undefined
let answer = subjectNamed('')

const subjectOf = (stored: StoredEvent): Subject => {
  if (asked === stored) return answer
  const { streamName } = stored
  const known = subjects.get(streamName)
  const subject = known ?? subjectNamed(streamName)
  if (known === undefined) {
    if (subjects.size >= keptSubjects) subjects = new Map()
    subjects.set(streamName, subject)
  }
  asked = stored
  answer = subject
  return subject
}

/** Reads customers' streams and their attempt streams. */
export const decodeCustomerFeed: Decode<CustomerFeedEvent> = (stored) =>
  subjectOf(stored).isAttempt ? decodeAttemptEvent(stored) : decodeCustomerEvent(stored)

/** An entry, not a fact: the stream decides, since both have types of their own. */
export const isAttempt = (recorded: CustomerFeedEvent): recorded is RecordedAttempt =>
  subjectOf(recorded.stored).isAttempt

export const isTimedAttempt = (timed: TimedEvent<CustomerFeedEvent>): timed is TimedEvent<RecordedAttempt> =>
  subjectOf(timed.stored).isAttempt

/** Whom an event is about: its stream says so, whatever its data claim. */
export const customerOf = ({ stored }: Pick<CustomerFeedEvent, 'stored'>): string => subjectOf(stored).customerId

/** The key of the rows that are kept for whole customers. */
export const customerKeys = ({ stored }: Pick<CustomerFeedEvent, 'stored'>): readonly [string] => subjectOf(stored).keys
