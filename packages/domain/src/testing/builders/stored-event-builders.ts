import type { CustomerEvent } from '../../customer/events.js'
import { customerStream } from '../../customer/stream.js'
import type { EventMetadata } from '../../kernel/event.js'
import type { EventEncoder } from '../../kernel/event-codec.js'
import { position } from '../../kernel/position.js'
import { revision } from '../../kernel/revision.js'
import type { StoredEvent } from '../../kernel/stored-event.js'
import { actor, uuid } from './account-builders.js'
import { registrationId } from './command-builders.js'
import { type Overrides, overridden } from './overrides.js'

/** What the encoder is given; it adds the schema version. */
export type MetadataToStore = Omit<EventMetadata, 'schemaVersion'>

export const eventMetadata = (overrides?: Overrides<MetadataToStore>): MetadataToStore =>
  overridden<MetadataToStore>(
    {
      commandId: registrationId,
      payloadHash: 'a'.repeat(64),
      correlationId: registrationId,
      causationId: registrationId,
      traceparent: null,
      actor: actor(),
      reason: { code: 'DataImport', text: null, ticket: null },
      issuedAt: '2026-01-05T09:12:44.120Z',
      source: null,
      policyVersion: 'policy-1',
      countryRuleVersion: 'country-rules-1'
    },
    overrides
  )

const created = Date.UTC(2026, 0, 5, 9, 12, 45)

/** An event as a store answers it, at this revision; its position and its clock follow from that. */
export const storedEvent = (
  encode: EventEncoder<CustomerEvent, EventMetadata>,
  event: CustomerEvent,
  { at = 0, metadata }: { readonly at?: number; readonly metadata?: Overrides<MetadataToStore> } = {}
): StoredEvent => ({
  streamName: customerStream(event.data.customerId),
  revision: revision(at),
  position: position(BigInt((at + 1) * 1_000), BigInt((at + 1) * 1_000)),
  eventId: uuid(0xe0000 + at),
  created: created + at * 1_000,
  ...encode(event, eventMetadata(metadata))
})
