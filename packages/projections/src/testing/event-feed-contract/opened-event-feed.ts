import type { EventStore } from '@accountable/domain/application'
import type { EventFeed } from '../../event-feed.js'

/** A feed of `feedPrefixes`, and the event store of the same log. The log may hold other data, and others may write to it. */
export interface OpenedEventFeed {
  readonly eventStore: EventStore
  readonly eventFeed: EventFeed
  readonly close: () => Promise<void>
}

/** One promise of a feed. */
export type Check = (opened: OpenedEventFeed) => Promise<void>
