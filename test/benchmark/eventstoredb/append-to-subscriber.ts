import { setTimeout as sleep } from 'node:timers/promises'
import type { NewEvent } from '@accountable/domain/application'
import { END, jsonEvent, NO_STREAM, streamNameFilter } from '@eventstore/db-client'
import { type Benchmark, type Measurement, measurement, perSecond } from '../benchmark.js'
import { type BothSides, freshStream, metadata, newEvent, payload, rightOf, withBothSides } from './both-sides.js'

/** One way from an append to whoever follows the log. */
interface Way {
  readonly append: (event: NewEvent) => Promise<unknown>
  /** Calls back with the id of each event that arrives. Answers how to stop, once it follows. */
  readonly follow: (arrived: (eventId: string) => void) => Promise<() => void>
}

/** The hint, and the pages that it wakes: as the engine follows. */
const ours = ({ adapter: { eventStore, eventFeed } }: BothSides): Way => ({
  append: async (event) => rightOf(await eventStore.appendToStream(freshStream(), 'noStream', [event])()),
  follow: async (arrived) => {
    let after = rightOf(await eventFeed.head()())?.position
    let [hinted, pulling] = [false, false]
    const pull = async (): Promise<void> => {
      if (pulling) return
      pulling = true
      while (hinted) {
        hinted = false
        for (let isMore = true; isMore; ) {
          const { events, readUpTo } = rightOf(await eventFeed.readAll(after, 500)())
          isMore = readUpTo !== undefined
          after = readUpTo ?? after
          for (const { eventId } of events) arrived(eventId)
        }
      }
      pulling = false
    }
    const listening = eventFeed.appended$(after).subscribe(() => {
      hinted = true
      void pull()
    })
    await sleep(300)
    return () => listening.unsubscribe()
  }
})

const theirs = ({ bare }: BothSides): Way => ({
  append: ({ eventId, type }) =>
    bare.appendToStream(freshStream(), jsonEvent({ id: eventId, type, data: payload, metadata }), {
      expectedRevision: NO_STREAM
    }),
  follow: async (arrived) => {
    const filter = streamNameFilter({ prefixes: ['customer-'] })
    const subscription = bare.subscribeToAll({ fromPosition: END, filter })
    subscription.on('data', ({ event }) => event && arrived(event.id))
    await sleep(300)
    return () => void subscription.unsubscribe()
  }
})

/** Milliseconds from before each of some appends, one by one, until the event has arrived. */
const latencies = async ({ append, follow }: Way, count: number): Promise<ReadonlyArray<number>> => {
  const waiting = new Map<string, () => void>()
  const stop = await follow((eventId) => waiting.get(eventId)?.())
  const measured: Array<number> = []
  for (let n = 0; n < count; n++) {
    const event = newEvent()
    const start = performance.now()
    const arrival = new Promise<void>((resolve) => waiting.set(event.eventId, resolve))
    await append(event)
    await arrival
    measured.push(performance.now() - start)
    waiting.delete(event.eventId)
    await sleep(5)
  }
  stop()
  return measured.toSorted((a, b) => a - b)
}

const percentile = (sorted: ReadonlyArray<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

/** Appends at half the rate that this way reaches with 64 in flight, until it is stopped. */
const halfLoad = async ({ append }: Way): Promise<() => Promise<void>> => {
  const rate = (await perSecond(3_000, 64, async () => void (await append(newEvent())))) / 2
  let stopped = false
  const load = (async () => {
    const start = performance.now()
    const underWay = new Set<Promise<unknown>>()
    // oxlint-disable-next-line no-unmodified-loop-condition -- the caller stops it
    for (let sent = 0; !stopped; await sleep(5)) {
      for (const due = ((performance.now() - start) / 1_000) * rate; sent < due; sent++) {
        const appending = append(newEvent()).finally(() => underWay.delete(appending))
        underWay.add(appending)
      }
    }
    await Promise.all(underWay)
  })()
  return () => {
    stopped = true
    return load
  }
}

const runs = 3
const appends = 300

type Figures = Record<'idle-p50' | 'idle-p99' | 'loaded-p50' | 'loaded-p99', number>

const measure = async (way: Way): Promise<Figures> => {
  const idle = await latencies(way, appends)
  const unload = await halfLoad(way)
  const loaded = await latencies(way, appends)
  await unload()
  return {
    'idle-p50': percentile(idle, 0.5),
    'idle-p99': percentile(idle, 0.99),
    'loaded-p50': percentile(loaded, 0.5),
    'loaded-p99': percentile(loaded, 0.99)
  }
}

const name = 'append-to-subscriber'

/** From an append to its event in the hands of a follower, idle and at half load; the first line is the idle p99. */
export const appendToSubscriber: Benchmark = {
  name,
  run: () =>
    withBothSides(async (sides) => {
      const [mine, others]: [Array<Figures>, Array<Figures>] = [[], []]
      for (let run = 0; run < runs; run++) {
        mine.push(await measure(ours(sides)))
        others.push(await measure(theirs(sides)))
      }
      const line = (suffix: string, figure: keyof Figures): Measurement =>
        measurement(
          name + suffix,
          'ms',
          mine.map((figures) => figures[figure]),
          others.map((figures) => figures[figure])
        )
      return [
        line('', 'idle-p99'),
        line('-idle-p50', 'idle-p50'),
        line('-loaded-p50', 'loaded-p50'),
        line('-loaded-p99', 'loaded-p99')
      ]
    })
}
