import { nodeEnvironment } from '@accountable/adapters/environment'
import {
  createInMemoryEventFeed,
  createInMemoryEventStore,
  createInMemoryLog,
  createInMemoryReadModels
} from '@accountable/adapters/in-memory'
import { createCustomerApplication } from '@accountable/domain/application'
import type { Position } from '@accountable/domain/kernel'
import { type EngineSettings, type ReadModelStore, runProjections } from '@accountable/projections'
import {
  type Answer,
  createCustomerQueries,
  customerProjections,
  decodeCustomerFeed
} from '@accountable/projections/customer'
import * as assert from 'uvu/assert'
import { quick } from './engine-world.js'

/** An application, an engine and the queries over one log. */
export const customerWorld = (
  store: ReadModelStore = createInMemoryReadModels(),
  settings: Partial<EngineSettings> = {}
) => {
  let now = Date.UTC(2026, 0, 5, 9)
  const log = createInMemoryLog({ clock: () => now })
  const application = createCustomerApplication({
    ...nodeEnvironment,
    clock: () => now,
    eventStore: createInMemoryEventStore(log)
  })
  const feed = createInMemoryEventFeed(log)
  const run = () =>
    runProjections({
      feed,
      store,
      decode: decodeCustomerFeed,
      projections: customerProjections,
      settings: { ...quick, pageSize: 100, ...settings }
    })
  return {
    log,
    feed,
    store,
    application,
    run,
    queries: createCustomerQueries(store),
    /** The store's clock. */
    setTime: (iso: string) => {
      now = Date.parse(iso)
    }
  }
}

export type CustomerWorld = ReturnType<typeof customerWorld>

/** What a query answered, or a failed test. */
export const answered = <A>(answer: Answer<A>): A => {
  if (answer.outcome === 'failed')
    throw new assert.Assertion({
      message: JSON.stringify(answer.failure, (_, part: unknown) => (typeof part === 'bigint' ? `${part}` : part))
    } as never)
  return answer.value
}

/** The end of a log, as a consistency token. */
export const endOf = ({ log }: CustomerWorld): { readonly position: Position; readonly timeout: number } => {
  const last = log.records.at(-1)
  assert.ok(last)
  return { position: last.position, timeout: 20_000 }
}
