import { randomUUID } from 'node:crypto'
import { cacheRecentStreams } from '@accountable/adapters/caching'
import type { EventStore } from '@accountable/domain/application'
import { type EventStoreDBClient, type JSONType, jsonEvent } from '@eventstore/db-client'
import { type Benchmark, compare, type Measurement, perSecond } from '../benchmark.js'
import { withBothSides } from './both-sides.js'
import { applicationOver, type CustomerApplication, registerCustomer, updateBillingInfo } from './customers.js'

const events = 10

const accept = async (application: CustomerApplication, command: object): Promise<void> => {
  const answer = await application.execute(command)
  if (answer.outcome !== 'accepted') throw new Error(`not expected: ${JSON.stringify(answer)}`)
}

/** Customers of ten events each, by their ids. */
const fill = async (application: CustomerApplication, count: number): Promise<ReadonlyArray<string>> => {
  const ids = Array.from({ length: count }, () => randomUUID())
  const left = [...ids]
  await perSecond(count, 32, async () => {
    const id = left.pop()
    if (id === undefined) return
    await accept(application, registerCustomer(id))
    for (let revision = 0n; revision < events - 1; revision++)
      await accept(application, updateBillingInfo(id, revision))
  })
  return ids
}

/** One command for each customer, so many in flight: commands a second. */
const commands = (application: CustomerApplication, ids: ReadonlyArray<string>, inFlight: number) => {
  let expected = BigInt(events - 1)
  return async (): Promise<number> => {
    const left = [...ids]
    const revision = expected++
    return perSecond(ids.length, inFlight, () => accept(application, updateBillingInfo(left.pop() ?? '', revision)))
  }
}

/** Read, fold and append with the bare client: the least that a command needs. */
const byHand =
  (bare: EventStoreDBClient, ids: ReadonlyArray<string>, inFlight: number) => async (): Promise<number> => {
    const left = [...ids]
    return perSecond(ids.length, inFlight, async () => {
      const stream = `customer-${left.pop()}`
      let state: Record<string, unknown> = {}
      let [data, metadata, expectedRevision]: [JSONType, JSONType, bigint] = [{}, {}, -1n]
      for await (const { event } of bare.readStream(stream)) {
        if (event === undefined) continue
        data = event.data as JSONType
        metadata = event.metadata as JSONType
        expectedRevision = event.revision
        state = { ...state, ...(event.data as object) }
      }
      if (Object.keys(state).length === 0) throw new Error('nothing to fold')
      await bare.appendToStream(stream, jsonEvent({ type: 'BillingInfoUpdated', data, metadata }), { expectedRevision })
    })
  }

const whole = (inFlight: number, customers: number): Benchmark => ({
  name: `commands-${inFlight}`,
  run: () =>
    withBothSides(async ({ adapter, bare }): Promise<ReadonlyArray<Measurement>> => {
      const against = async (name: string, eventStore: EventStore): Promise<Measurement> => {
        const application = applicationOver(eventStore)
        const [ours, theirs] = [await fill(application, customers), await fill(application, customers)]
        const found = await compare({
          name,
          unit: 'commands/s',
          ours: commands(application, ours, inFlight),
          reference: byHand(bare, theirs, inFlight)
        })
        await application.close()
        return found
      }
      return [
        await against(`commands-${inFlight}`, cacheRecentStreams(adapter.eventStore, { maxBytes: 256 * 1024 * 1024 })),
        await against(`commands-${inFlight}-uncached`, adapter.eventStore)
      ]
    })
})

/** Whole commands through `execute`, accepted, on streams of ten events; with a cache of recent streams, and without. */
export const commands1 = whole(1, 150)
export const commands64 = whole(64, 600)
export const commands256 = whole(256, 800)
