export { createInMemoryEventFeed } from './event-feed.js'
export { createInMemoryEventStore } from './event-store.js'
export type { InMemoryLog } from './log.js'
export { createInMemoryLog } from './log.js'
