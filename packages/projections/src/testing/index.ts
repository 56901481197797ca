export type { OpenedEventFeed } from './event-feed-contract.js'
export { eventFeedContract } from './event-feed-contract.js'
export type { OpenedReadModelStore } from './read-model-store-contract/world.js'
export { readModelStoreContract } from './read-model-store-contract.js'
