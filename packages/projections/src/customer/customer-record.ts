import { type AttemptEvent, decodeAttemptEvent } from '@accountable/domain/application'
import { type CustomerEvent, decodeCustomerEvent } from '@accountable/domain/customer'
import type { AttemptMetadata, EventMetadata, RecordedEvent } from '@accountable/domain/kernel'
import type { Decode } from '../arrival.js'
import { streamKind } from '../stream-kind.js'

/** What the feed yields, decoded: facts of customers, and entries of their attempt streams. */
export type CustomerRecord = RecordedEvent<CustomerEvent, EventMetadata> | RecordedEvent<AttemptEvent, AttemptMetadata>

/** A record that is a customer's fact. */
export const isFact = <Record extends CustomerRecord>(
  record: Record
): record is Extract<Record, RecordedEvent<CustomerEvent, EventMetadata>> =>
  streamKind(record.stored.streamName) === 'customer'

/** Reads either kind, by its stream. */
export const decodeCustomerRecord: Decode<CustomerRecord> = (stored) =>
  streamKind(stored.streamName) === 'attempt' ? decodeAttemptEvent(stored) : decodeCustomerEvent(stored)

/** The customer whom a record is about, whatever else it says. */
export const customerIdOf = ({ stored }: CustomerRecord): string =>
  stored.streamName.slice(stored.streamName.indexOf('-') + 1)
