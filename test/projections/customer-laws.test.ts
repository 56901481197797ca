// The engine's laws over the read models that users have, and not over toys: generated histories of customers, in memory and in SQL.
import { createInMemoryEventFeed, createInMemoryLog, createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { createSqlReadModels, pgliteDatabase } from '@accountable/adapters/postgres'
import { revision } from '@accountable/domain/kernel'
import { registerCustomer, submitted, updateCompanyDetails, uuid } from '@accountable/domain/testing'
import { type EngineSettings, type ReadModelStore, runProjections, type Table } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { answered, customerWorld } from './customer-world.js'
import { everything, quick, reached } from './engine-world.js'
import { historyArbitrary } from './history/arbitrary-history.js'
import { crashing } from './law-world.js'

const runs = Number(process.env['FC_RUNS'] ?? 25)
const laws = suite('laws of the customers’ read models', undefined, { timeout: 120_000 })
const tables: ReadonlyArray<Table> = customerProjections.flatMap((projection) => Object.values(projection.tables))

/** Several customers' lives in one log, in an order that is as it comes; some of their people forgotten. */
const logs = fc
  .tuple(
    fc.array(historyArbitrary(), { minLength: 1, maxLength: 4 }),
    fc.array(fc.nat(3), { minLength: 60, maxLength: 60 })
  )
  .map(([histories, turns]) => {
    let time = Date.UTC(2026, 0, 5)
    const log = createInMemoryLog({ clock: () => time })
    const left = histories.map((history) => [...history])
    const next = (whose: number): void => {
      const event = left[whose]?.shift()
      if (event === undefined) return
      const { type, data, metadata, created } = event.stored
      time = created
      const texts = { data: JSON.stringify(data), metadata: JSON.stringify(metadata) }
      log.store(`customer-${uuid(whose + 1)}`, [{ eventId: uuid(0x1000 + log.records.length), type, ...texts }])
    }
    for (const turn of turns) next(turn)
    for (const [whose, { length }] of left.entries()) for (let n = 0; n < length; n++) next(whose)
    return log
  })

type Log = ReturnType<typeof createInMemoryLog>

const engineOver = (log: Log, store: ReadModelStore, settings: Partial<EngineSettings>) => {
  const feed = createInMemoryEventFeed(log)
  const parts = { feed, store, decode: decodeCustomerFeed, projections: customerProjections }
  return runProjections({ ...parts, settings: { ...quick, ...settings } })
}

const caughtUp = async (log: Log, store: ReadModelStore, settings: Partial<EngineSettings>): Promise<void> => {
  const engine = engineOver(log, store, settings)
  await reached(engine, { log } as never, 'customers')
  await engine.stop()
}

/** A database orders the keys of what it keeps as JSON. */
const inOrder = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** Every version and every line, down to the last stamp, as text. What a key is called is each store's own affair. */
const dump = async (store: ReadModelStore): Promise<string> => {
  const rows = await Promise.all(
    tables.map(async (table) =>
      (await everything(store, table)).map(({ row, from, to, ordinal }) => [
        table.columns.map(({ property }) => row[property]),
        from,
        to,
        table.kind === 'log' ? ordinal : 0
      ])
    )
  )
  return JSON.stringify(rows, (_, part: unknown) => (typeof part === 'bigint' ? `${part}` : inOrder(part)), 1)
}

const live = async (log: Log): Promise<string> => {
  const store = createInMemoryReadModels()
  await caughtUp(log, store, { pageSize: 1000 })
  return dump(store)
}

const settings = fc.record({
  pageSize: fc.integer({ min: 1, max: 9 }),
  readAhead: fc.integer({ min: 0, max: 3 }),
  rememberedRows: fc.integer({ min: 0, max: 4 })
})

laws('given any history, then page size, read-ahead and memory make no difference to any read model', () =>
  fc.assert(
    fc.asyncProperty(logs, settings, async (log, some) => {
      const store = createInMemoryReadModels()
      await caughtUp(log, store, some)
      assert.is(await dump(store), await live(log))
    }),
    { numRuns: runs }
  )
)

laws('given a crash at any call of the store, then whoever goes on makes the same rows', () =>
  fc.assert(
    fc.asyncProperty(
      logs,
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom('before', 'after'),
      async (log, nth, moment) => {
        const store = createInMemoryReadModels()
        const loose = crashing(store, nth, moment)
        const engine = engineOver(log, loose.store, { pageSize: 2 })
        await Promise.race([loose.dead, reached(engine, { log } as never, 'customers')])
        loose.bury()
        await engine.stop()
        await caughtUp(log, store, { pageSize: 3 })
        assert.is(await dump(store), await live(log))
      }
    ),
    { numRuns: runs }
  )
)

laws('given any history, then SQL holds the same rows as memory', async () => {
  const database = await pgliteDatabase()
  let schemas = 0
  try {
    await fc.assert(
      fc.asyncProperty(logs, settings, async (log, some) => {
        const store = await createSqlReadModels(database, { schema: `law_${++schemas}` })
        await caughtUp(log, store, some)
        assert.is(await dump(store), await live(log))
      }),
      { numRuns: Math.ceil(runs / 5) }
    )
  } finally {
    await database.close()
  }
})

laws('given any commands and any engine at work, then a query with a token sees the write', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(2), fc.constantFrom('Ada Ltd.', 'Bo Ltd.', 'Cy Ltd.')), { minLength: 1, maxLength: 10 }),
      fc.record({
        pageSize: fc.integer({ min: 1, max: 4 }),
        restBetweenPages: fc.nat(3),
        pollEvery: fc.constant(10_000)
      }),
      async (commands, some) => {
        const world = customerWorld(createInMemoryReadModels(), some)
        world.setTime('2026-03-01T00:00:00Z')
        const engine = world.run()
        try {
          for (const [index, [whose, companyName]] of commands.entries()) {
            const customerId = uuid(0x2000 + whose)
            const loaded = await world.application.load(customerId)
            const commandId = uuid(0x3000 + index)
            const command =
              loaded.type === 'loaded'
                ? updateCompanyDetails({
                    customerId,
                    commandId,
                    expectedRevision: revision(BigInt(loaded.revision)),
                    data: { companyName }
                  })
                : registerCustomer({
                    customerId,
                    commandId,
                    data: { id: customerId, companyProfile: { tenantId: customerId, companyName } }
                  })
            const outcome = await world.application.execute(submitted(command))
            if (outcome.outcome !== 'accepted' && outcome.outcome !== 'unchanged')
              throw new Error(JSON.stringify(outcome))
            const atLeast = { position: outcome.position, timeout: 10_000 }
            const page = answered(await world.queries.account(customerId, { atLeast }))
            assert.is(page?.account.companyProfile.companyName, companyName)
            const log = answered(await world.queries.activityLog({ atLeast, customerId, unchanged: true })).rows
            assert.is(log[0]?.commandId, commandId)
            const list = answered(await world.queries.directory({ atLeast, search: companyName })).rows
            assert.ok(list.some((one) => one.customerId === customerId))
          }
        } finally {
          await world.application.close()
          await engine.stop()
        }
      }
    ),
    { numRuns: runs }
  )
)

laws.run()
