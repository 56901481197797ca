export type { ConnectionOptions, EventFeedOptions, EventStoreDBConnection } from './connect.js'
export { connectEventStoreDB, createEventStoreDBEventFeed, createEventStoreDBEventStore } from './connect.js'
export type { EventStoreDBOptions } from './options.js'
