export type { EventFeed, FeedHead, FeedPage, FeedUnavailable } from './event-feed.js'
