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
  decodeCustomerFeed,
  type Listed
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

/** The pages of a list, one after the other to the last one. */
export const everyPage = async <A>(
  page: (next: { readonly after?: string }) => Promise<Answer<Listed<A>>>
): Promise<ReadonlyArray<ReadonlyArray<A>>> => {
  const pages: ReadonlyArray<A>[] = []
  for (let next: { readonly after?: string } | undefined = {}; next !== undefined; ) {
    const { rows, next: after }: Listed<A> = answered(await page(next))
    pages.push(rows)
    assert.ok(pages.length <= 1000, 'pages without an end')
    next = after === undefined ? undefined : { after }
  }
  return pages
}
