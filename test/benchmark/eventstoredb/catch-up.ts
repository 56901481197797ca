import type { Position } from '@accountable/domain/kernel'
import { type Benchmark, compare } from '../benchmark.js'
import { type BothSides, freshStream, newEvent, rightOf, withBothSides } from './both-sides.js'

const wanted = 60_000
const batch = 100
const page = 2_000

const perSecondOf = async (read: () => Promise<number>): Promise<number> => {
  const start = performance.now()
  return ((await read()) / (performance.now() - start)) * 1_000
}

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

/** Every record of the log, by pages of the feed; counted are the events of customers, as on the other side. */
const readFeed = async ({ adapter }: BothSides): Promise<number> => {
  let count = 0
  let after: Position | undefined
  for (;;) {
    const { events, readUpTo } = rightOf(await adapter.eventFeed.readAll(after, page)())
    if (readUpTo === undefined) return count
    after = readUpTo
    for (const { streamName } of events) if (streamName.startsWith('customer-')) count++
  }
}

const readAll = async ({ bare }: BothSides): Promise<number> => {
  let count = 0
  for await (const { event } of bare.readAll()) if (event?.streamId.startsWith('customer-')) count++
  return count
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
        ours: () => perSecondOf(() => readFeed(sides)),
        reference: () => perSecondOf(() => readAll(sides))
      })
    })
}
