export type { EventFeed, FeedHead, FeedPage, FeedUnavailable } from './event-feed.js'
export { feedPrefixes } from './event-feed.js'
