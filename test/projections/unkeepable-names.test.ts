import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import { expectRight } from '@accountable/domain/testing'
import type { ReadModelStore } from '@accountable/projections'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, reached, world } from './engine-world.js'
import { letters, name, nameLogTable, things, totalTable } from './toy.js'

/** Too long for an index of PostgreSQL, which compresses what it can. */
const long = fc.sample(fc.string({ unit: 'binary-ascii', minLength: 30_000, maxLength: 30_000 }), {
  numRuns: 1,
  seed: 7
})

const findingsOf = async (store: ReadModelStore) => {
  const found = expectRight(await store.findings('toys')(), 'findings')
  return [...found].map(([stream, { parked }]) => [stream, parked?.revision, parked?.reason.code])
}

interface Opened {
  readonly store: ReadModelStore
  readonly close: () => Promise<void>
}

const declared = (title: string, open: () => Promise<Opened>): void => {
  const unkeepable = suite(`names that not every store can keep, ${title}`, undefined, { timeout: 30_000 })

  const given = async (work: (store: ReadModelStore) => Promise<void>): Promise<void> => {
    const { store, close } = await open()
    try {
      await work(store)
    } finally {
      await close()
    }
  }

  unkeepable('given streams that are named so, then they are no customers, and the customers go on', () =>
    given(async (store) => {
      const toyWorld = world(store)
      name(toyWorld.log, 'customer-a', 'anna')
      for (const id of ['\0', '\ud800', '\ud801', ...long])
        for (const category of ['customer-', 'customerAttempt-', '$$customer-'])
          name(toyWorld.log, `${category}${id}`, 'nobody', 'nothing')
      name(toyWorld.log, 'customer-b', 'bea')
      const engine = toyWorld.run({ settings: { pageSize: 100 } })
      await reached(engine, toyWorld)
      await engine.stop()
      assert.equal(await findingsOf(store), [])
      assert.equal(
        (await everything(store, nameLogTable)).map(({ row }) => row['to']),
        ['anna', 'bea']
      )
    })
  )

  unkeepable('given events whose rows have such keys, then their customers are parked, and the others go on', () =>
    given(async (store) => {
      const toyWorld = world(store)
      const byName = { ...letters, keysOf: keysOfWhole, evolve: countWhole }
      const odd = ['\0', '\ud800', '\ud801', ...long]
      name(toyWorld.log, 'customer-a', 'anna')
      for (const [index, one] of odd.entries()) name(toyWorld.log, `customer-odd${index}`, 'odd', one, 'later')
      name(toyWorld.log, 'customer-b', 'bea')
      const engine = toyWorld.run({ projections: [things, byName], settings: { pageSize: 100 } })
      await reached(engine, toyWorld)
      await engine.stop()
      assert.equal(
        await findingsOf(store),
        odd.map((_, index) => [`customer-odd${index}`, 1n, 'FoldFailed'])
      )
      assert.equal(
        (await everything(store, totalTable)).map(({ key, row }) => [key, row['total']]),
        [
          ['anna', 1],
          ['odd', odd.length],
          ['bea', 1]
        ]
      )
    })
  )

  unkeepable.run()
}

/** Totals of whole names, where the toy has them of letters. */
const keysOfWhole: typeof letters.keysOf = ({ event }) => ({ total: [event.name] })
const countWhole: typeof letters.evolve = (rows, { event, stored }) => ({
  total: [[event.name, { customerId: stored.streamName, total: (rows.total.get(event.name)?.total ?? 0) + 1 }]]
})

declared('in memory', async () => ({ store: createInMemoryReadModels(), close: async () => {} }))

let schemas = 0
const inSchema = async (database: SqlDatabase): Promise<Opened> => {
  const schema = `unkeepable_${process.pid}_${++schemas}`
  const close = async (): Promise<void> => {
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
    await database.close()
  }
  return { store: await createSqlReadModels(database, { schema }), close }
}

declared('in PGlite', async () => inSchema(await pgliteDatabase()))
const connectionString = process.env['DATABASE_URL']
if (connectionString !== undefined) declared('in PostgreSQL', async () => inSchema(pgDatabase(connectionString, 4)))
