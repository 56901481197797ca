export type { OpenedEventFeed } from './event-feed-contract.js'
export { eventFeedContract } from './event-feed-contract.js'
