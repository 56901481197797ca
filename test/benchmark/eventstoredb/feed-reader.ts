// A process that does nothing but read the log through the feed: node feed-reader.js CONNECTION_STRING. One line of JSON at its end.
import { connectEventStoreDB } from '@accountable/adapters/eventstoredb'
import type { Position } from '@accountable/domain/kernel'
import { rightOf } from './both-sides.js'

const warmUp = 20_000
const page = 1_000
const megabyte = 1024 * 1024

const { eventFeed, close } = connectEventStoreDB(process.argv[2] ?? '')

const read = async (atMost: number): Promise<number> => {
  let count = 0
  let after: Position | undefined
  while (count < atMost) {
    const { events, readUpTo } = rightOf(await eventFeed.readAll(after, page)())
    if (readUpTo === undefined) return count
    after = readUpTo
    for (const _ of events) count++ // each is made when it is its turn
  }
  return count
}

await read(warmUp)
const before = process.memoryUsage.rss()
let most = before
const timer = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss())
}, 50)
const events = await read(Number.POSITIVE_INFINITY)
clearInterval(timer)
await close()
console.log(JSON.stringify({ events, grown: (most - before) / megabyte }))
