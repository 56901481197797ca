import { type Benchmark, compare } from '../benchmark.js'
import { type BothSides, freshStream, newEvent, rightOf, withBothSides } from './both-sides.js'
import { eventsPerSecond, readByClient, readByFeed } from './whole-log.js'

const wanted = 60_000
const batch = 100
const page = 2_000

const fill = async ({ adapter }: BothSides): Promise<void> => {
  for (let events = 0; events < wanted; events += 8 * batch) {
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const append = adapter.eventStore.appendToStream(
          freshStream(),
          'noStream',
          Array.from({ length: batch }, newEvent)
        )
        rightOf(await append())
      })
    )
  }
}

/** The feed from the start, events a second, against the client's own `readAll` loop over the same log. */
export const catchUp: Benchmark = {
  name: 'catch-up',
  run: () =>
    withBothSides(async (sides) => {
      await fill(sides)
      return compare({
        name: 'catch-up',
        unit: 'events/s',
        ours: () => eventsPerSecond(() => readByFeed(sides.adapter.eventFeed, page)),
        reference: () => eventsPerSecond(() => readByClient(sides.bare))
      })
    })
}
