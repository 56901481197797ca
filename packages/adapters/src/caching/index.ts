export { cacheRecentStreams } from './cache-recent-streams.js'
