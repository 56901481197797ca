import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import type { RecordedEvent, StoredEvent } from '@accountable/domain/kernel'
import { type Projection, table } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { type Benchmark, measurement } from '../benchmark.js'
import { secondsToCatchUp } from './catch-up.js'
import { customerEvent, customerFeed } from './customer-events.js'

type Counted = RecordedEvent<null, { readonly issuedAt: string }>

const count = table({
  name: 'event_count',
  kind: 'current',
  comment: 'Events of each customer.',
  row: t.strict({ customerId: t.string, events: t.number }),
  comments: { customerId: 'Whose.', events: 'How many.' },
  customer: 'customerId'
})

const counting: Projection<Counted, { count: typeof count }> = {
  name: 'event-count',
  version: 1,
  group: 'benchmark',
  tables: { count },
  keysOf: ({ stored }) => ({ count: [stored.streamName] }),
  evolve: (rows, { stored }) => {
    const { streamName } = stored
    const events = (rows.count.get(streamName)?.events ?? 0) + 1
    return { count: [[streamName, { customerId: streamName, events }]] }
  }
}

const events = 400_000
const atLeast = 200_000

/** The engine alone: one projection, decoded events from memory, rows into memory. */
export const engineInMemory: Benchmark = {
  name: 'engine-in-memory',
  run: async () => {
    const log = Array.from(
      { length: events },
      (_, n): StoredEvent => ({ ...customerEvent(n), data: null, metadata: null })
    )
    const decoded = new Map(
      log.map(
        (stored) => [stored, { event: null, metadata: { issuedAt: '2026-01-05T09:12:44.120Z' }, stored }] as const
      )
    )
    const feed = customerFeed(events, (n) => log[n] as StoredEvent)
    const decode = (stored: StoredEvent) => E.right(decoded.get(stored) as Counted)
    const rates: number[] = []
    for (let run = 0; run <= 5; run++) {
      const store = createInMemoryReadModels()
      const seconds = await secondsToCatchUp({ feed, store, decode, projections: [counting as Projection<Counted>] })
      if (run > 0) rates.push(events / seconds)
    }
    return measurement('engine-in-memory', 'events/s', rates, [atLeast])
  }
}
