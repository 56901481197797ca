import type { EventMetadata } from '../kernel/event.js'
import { createEventDecoder, createEventEncoder, type EventEncoder } from '../kernel/event-codec.js'
import type { Digest } from '../kernel/uuid.js'
import type { CustomerEvent } from './events.js'
import { readEventMetadata, writeMetadata } from './metadata.js'
import { personalLeavesOf } from './personal-leaves.js'
import { eventSchemas } from './read-events.js'
import { customerUpcasters } from './upcasters.js'

/** Reads the events of customers' streams. */
export const decodeCustomerEvent = createEventDecoder<CustomerEvent, EventMetadata>({
  schemas: eventSchemas,
  upcasters: customerUpcasters,
  readMetadata: readEventMetadata
})

/** Writes them; `sha1` names the subjects of personal values. */
export const createCustomerEventEncoder = (sha1: Digest): EventEncoder<CustomerEvent, EventMetadata> =>
  createEventEncoder({ schemas: eventSchemas, writeMetadata, personalLeaves: personalLeavesOf(sha1) })
