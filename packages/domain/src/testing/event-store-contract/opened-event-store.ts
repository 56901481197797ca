import type { EventStore } from '../../application/event-store.js'
import type { StreamName } from '../../kernel/index.js'

/** An event store that is ready to be asked. It may hold other data: the cases use streams and event ids of their own. */
export interface OpenedEventStore {
  readonly eventStore: EventStore
  /** Deletes a stream behind the port's back, as an operator would. Needed for the cases about deleted streams. */
  readonly deleteStream?: (streamName: StreamName, kind: 'soft' | 'tombstone') => Promise<void>
  readonly close: () => Promise<void>
}

/** One promise, by its name in the suite. */
export type Check = (eventStore: EventStore, opened: OpenedEventStore) => Promise<void>
