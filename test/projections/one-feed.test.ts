import { createInMemoryEventStore, createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { comparePositions, formatPosition, revision, streamName } from '@accountable/domain/kernel'
import {
  expectRight,
  grantPurchasePermission,
  registerCustomer,
  submitted,
  updateCompanyDetails,
  uuid
} from '@accountable/domain/testing'
import {
  type Decode,
  type EventFeed,
  type Projection,
  rebuildProjection,
  replayParkedStream,
  runProjections
} from '@accountable/projections'
import {
  attempts,
  type CustomerFeedEvent,
  customerProjections,
  decodeCustomerFeed
} from '@accountable/projections/customer'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { type CustomerWorld, customerWorld } from './customer-world.js'
import { everything, quick, reached } from './engine-world.js'

const customers = [uuid(0x2001), uuid(0x2002), uuid(0x2003)]
const [, ill = ''] = customers
const stream = streamName('customer', ill)

/** Three customers, each registered, renamed, permitted something, and renamed in vain: something for each of the five. */
const given = async (): Promise<CustomerWorld> => {
  const world = customerWorld()
  world.setTime('2026-03-01T00:00:00Z')
  let commands = 0x3000
  const about = (customerId: string, expected: bigint) => ({
    customerId,
    commandId: uuid(++commands),
    expectedRevision: revision(expected)
  })
  const renamed = { data: { companyName: 'Bo Ltd.' } }
  const lives = customers.map((id) => [
    registerCustomer({ ...about(id, 0n), expectedRevision: null, data: { id, companyProfile: { tenantId: id } } }),
    updateCompanyDetails({ ...about(id, 0n), ...renamed }),
    grantPurchasePermission(about(id, 1n)),
    updateCompanyDetails({ ...about(id, 2n), ...renamed })
  ])
  for (const step of [0, 1, 2, 3])
    for (const life of lives) {
      const command = life[step]
      const { outcome } = await world.application.execute(submitted(command as Exclude<typeof command, undefined>))
      assert.is(outcome, step === 3 ? 'unchanged' : 'accepted')
    }
  await world.application.close()
  return world
}

/** Runs to the end of the log. What was asked of the feed, and how often each event was decoded, is kept. */
const caughtUp = async (world: CustomerWorld, projections: ReadonlyArray<Projection<CustomerFeedEvent>>) => {
  const pages = new Map<string, number>()
  const decoded = new Map<string, number>()
  const count = (counts: Map<string, number>, key: string): unknown => counts.set(key, (counts.get(key) ?? 0) + 1)
  const feed: EventFeed = {
    ...world.feed,
    readAll: (after, limit) => async () => {
      const page = await world.feed.readAll(after, limit)()
      const isEnd = E.isRight(page) && page.right.readUpTo === undefined
      if (!isEnd) count(pages, after === undefined ? 'the beginning' : formatPosition(after))
      return page
    }
  }
  const decode: Decode<CustomerFeedEvent> = (stored, owner) => {
    count(decoded, stored.eventId)
    return decodeCustomerFeed(stored, owner)
  }
  const settings = { ...quick, pageSize: 2, leaseTtl: 600_000 }
  const engine = runProjections({ feed, store: world.store, decode, projections, settings })
  await reached(engine, world, 'customers')
  await engine.stop()
  return { pages, decoded }
}

/** Yesterday's code: one of the five cannot stand a second event of one customer. */
const fragile = customerProjections.map(
  (projection): Projection<CustomerFeedEvent> => ({
    ...projection,
    evolve: (rows, event) => {
      if (
        projection.name === 'customer-directory' &&
        event.stored.streamName === stream &&
        event.stored.revision === 1n
      )
        throw new Error('no such name')
      return projection.evolve(rows, event)
    }
  })
)

const rowsOf = async ({ store }: CustomerWorld) => {
  const tables = customerProjections.flatMap((projection) => Object.values(projection.tables))
  const found = await Promise.all(
    tables.map(async (table) => {
      const rows = await everything(store, table)
      return rows.map(({ row, from, to }) => ({
        table: table.name,
        customer: row[table.customer ?? ''],
        row,
        from,
        to
      }))
    })
  )
  return found.flat()
}

const oneFeed = suite('one feed for many projections')

oneFeed('given five of them in a group, then each page is read once and each event decoded once', async () => {
  const world = await given()
  const { pages, decoded } = await caughtUp(world, customerProjections)
  const { records } = world.log
  assert.equal([pages.size, new Set(pages.values())], [records.length / 2, new Set([1])])
  assert.equal([decoded.size, new Set(decoded.values())], [records.length, new Set([1])])
  assert.equal(new Set((await rowsOf(world)).map(({ customer }) => customer)), new Set(customers))
})

oneFeed('given one of them that throws, then the customer waits in all five, and the others in none', async () => {
  const world = await given()
  const { pages } = await caughtUp(world, fragile)
  assert.equal(new Set(pages.values()), new Set([1]))
  const findings = expectRight(await world.store.findings('customers')(), 'findings')
  const poison = world.log.records.find((one) => one.streamName === stream && one.revision === 1n)
  assert.ok(poison)
  const { position, eventId, created: since } = poison
  const reason = { code: 'FoldFailed', message: 'customer-directory: no such name' }
  assert.equal([...findings.keys()], [stream])
  assert.equal(findings.get(stream)?.parked, { position, revision: 1n, eventId, reason, since })
  const healthy = { ...world, store: createInMemoryReadModels() }
  await caughtUp(healthy, customerProjections)
  const isOthers = ({ customer }: { readonly customer: unknown }): boolean => customer !== ill
  const ofAttempts = Object.values(attempts.tables).map(({ name }) => name)
  const isAttempt = ({ table }: { readonly table: string }): boolean => ofAttempts.includes(table)
  const rows = await rowsOf(world)
  assert.equal(rows.filter(isOthers), (await rowsOf(healthy)).filter(isOthers))
  const waiting = rows.filter((one) => !isOthers(one) && !isAttempt(one))
  assert.ok(waiting.length > 0)
  assert.ok(waiting.every(({ from }) => comparePositions(from.position, position) < 0))
})

oneFeed('given fixed code, when the customer is replayed, then they have the rows that a rebuild makes', async () => {
  const world = await given()
  await caughtUp(world, fragile)
  const { feed, store } = world
  const decode = decodeCustomerFeed
  const replay = { group: 'customers', streamName: stream, store, decode, projections: customerProjections }
  const eventStore = createInMemoryEventStore(world.log)
  assert.equal(await replayParkedStream({ ...replay, eventStore }), { outcome: 'replayed', events: 2 })
  for (const projection of customerProjections) {
    const next = { ...projection, version: projection.version + 1 }
    const parts = { feed, store, decode, projection: next, settings: quick }
    const rebuild = expectRight(await rebuildProjection(parts), 'a rebuild')
    assert.ok(await rebuild.caughtUp)
    const comparison = await rebuild.compareWith(projection)
    assert.ok(comparison && comparison.rows > 0, projection.name)
    // What was tried while the customer waited lies in a stream of its own, and was told by the name that was known then.
    const told = [1, ['customerName', 'customerSearchKey']]
    const expected = projection.name === 'attempts' ? told : [0, undefined]
    assert.equal([comparison.differences, comparison.first?.properties], expected, projection.name)
    await rebuild.cancel()
  }
})

oneFeed.run()
