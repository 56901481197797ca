import { jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { type Benchmark, compare, perSecond } from '../benchmark.js'
import { freshStream, metadata, newEvent, payload, rightOf, withBothSides } from './both-sides.js'

/** Appends of one event to new streams through the adapter, so many in flight, against the bare client's. */
const appends = (inFlight: number, count: number): Benchmark => ({
  name: `append-${inFlight}`,
  run: () =>
    withBothSides(({ adapter, bare }) =>
      compare({
        name: `append-${inFlight}`,
        unit: 'appends/s',
        ours: () =>
          perSecond(count, inFlight, async () => {
            rightOf(await adapter.eventStore.appendToStream(freshStream(), 'noStream', [newEvent()])())
          }),
        reference: () =>
          perSecond(count, inFlight, async () => {
            const event = jsonEvent({ type: 'bench-event', data: payload, metadata })
            await bare.appendToStream(freshStream(), event, { expectedRevision: NO_STREAM })
          })
      })
    )
})

export const append1 = appends(1, 1_500)
export const append64 = appends(64, 6_000)
export const append256 = appends(256, 8_000)
