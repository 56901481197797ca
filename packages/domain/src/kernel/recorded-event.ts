import type { EventMetadata } from './event.js'
import type { StoredEvent } from './stored-event.js'

/** An event that happened: its newest shape, and beside it what is stored, as it was read. */
export interface RecordedEvent<Event, Metadata = EventMetadata> {
  readonly event: Event
  readonly metadata: Metadata
  readonly stored: StoredEvent
}
