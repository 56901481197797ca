import { createSqlReadModels, pgliteDatabase } from '@accountable/adapters/postgres'
import { expectRight, uuid } from '@accountable/domain/testing'
import { type MissingRows, type Projection, type ReadModelStore, reconcile } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { deeds } from './customer-deeds.js'
import { type CustomerWorld, customerWorld } from './customer-world.js'
import { reached } from './engine-world.js'
import { lived } from './rebuild-world.js'
import { type ToyEvent, things, toyDecode } from './toy.js'

const recounts = suite('reconciling read models with the log', undefined, { timeout: 60_000 })

const counted = { decode: decodeCustomerFeed, projections: customerProjections }

recounts(
  'given a healthy read model, then nothing is missing; given a stream that it lost, then it is named',
  async () => {
    const one = await lived()
    const healthy = { streams: 2, events: 4, miscounts: [], missingRows: [] }
    assert.equal(await reconcile(one.feed, one.store, 'toys'), healthy)
    const forgetful: ReadModelStore = {
      ...one.store,
      streams: (group, after, limit) => async () => {
        const all = expectRight(await one.store.streams(group, after, limit)(), 'streams')
        return E.right(new Map([...all].filter(([stream]) => stream !== 'customer-a')))
      }
    }
    const { miscounts } = await reconcile(one.feed, forgetful, 'toys')
    assert.equal(miscounts, [{ streamName: 'customer-a', stored: 3, handled: 0, parked: false }])
  }
)

const [anna, bert] = [uuid(1), uuid(2)]

/** Two customers of whom each read model has something. */
const tellStory = async (world: CustomerWorld): Promise<void> => {
  world.setTime('2026-01-06T00:00:00Z')
  const { register, rename, bill, grant, revoke } = deeds(world)
  for (const [id, companyName] of [
    [anna, 'Anna Ltd'],
    [bert, 'Bert Ltd']
  ] as const) {
    await register(id, companyName, '2026-01-05T10:00:00Z')
    await rename(id, `${companyName} & Sons`, '2026-01-05T11:00:00Z')
    await rename(id, `${companyName} & Sons`, '2026-01-05T11:30:00Z', { expected: 'unchanged' })
    await bill(id, { email: 'accounts@company.example' }, '2026-01-05T12:00:00Z')
    await bill(id, { email: 'nobody' }, '2026-01-05T12:30:00Z', { expected: 'refused' })
    await grant(id, 'AzureSavingsPlan', '2026-01-05T13:00:00Z')
    await revoke(id, 'AzureSavingsPlan', '2026-01-05T14:00:00Z')
  }
  await world.application.close()
}

/** Of each read model what is deleted, and what is then missing of Anna. */
const deletions: Readonly<
  Record<string, { readonly where: string; readonly missing: Omit<MissingRows, 'customerId'> }>
> = {
  customer_account_history_v1: {
    where: `valid_to IS NULL`,
    missing: { projection: 'customer-account', expected: 5, found: 4 }
  },
  customer_directory_history_v2: {
    where: `true`,
    missing: { projection: 'customer-directory', expected: 1, found: 0 }
  },
  purchase_permission_history_v1: {
    where: `granted`,
    missing: { projection: 'purchase-permissions', expected: 2, found: 1 }
  },
  activity_log_v2: {
    where: `operation = 'update_company_info'`,
    missing: { projection: 'activity-log', expected: 5, found: 4 }
  },
  unchanged_log_v2: { where: `true`, missing: { projection: 'attempts', expected: 2, found: 1 } },
  attempt_log_v2: { where: `true`, missing: { projection: 'attempts', expected: 2, found: 1 } }
}

recounts(
  'given rows that somebody deleted, when they are recounted, then each read model that lacks some is named',
  async () => {
    const database = await pgliteDatabase()
    const world = customerWorld(await createSqlReadModels(database, { schema: 'recounted' }))
    await tellStory(world)
    const engine = world.run()
    await reached(engine, world, 'customers')
    await engine.stop()
    const recount = () => reconcile(world.feed, world.store, 'customers', counted)
    assert.equal(await recount(), { streams: 2, events: 10, miscounts: [], missingRows: [] })
    for (const [table, { where, missing }] of Object.entries(deletions)) {
      await database.query(`CREATE TABLE saved AS SELECT * FROM recounted.${table}`)
      await database.query(`DELETE FROM recounted.${table} WHERE customer_id = $1 AND ${where}`, [anna])
      const { miscounts, missingRows } = await recount()
      assert.equal([miscounts, missingRows], [[], [{ ...missing, customerId: anna }]], table)
      await database.query(`DELETE FROM recounted.${table}`)
      await database.query(`INSERT INTO recounted.${table} SELECT * FROM saved`)
      await database.query('DROP TABLE saved')
    }
    assert.equal((await recount()).missingRows, [])
    await database.close()
  }
)

/** The toys’ things, of which each event leaves a line. */
const counting: Projection<ToyEvent> = { ...things, recount: { tables: ['log'], leavesRows: () => true } }
const toys = { decode: toyDecode, projections: [counting] }

recounts(
  'given a parked customer, when rows are recounted, then those of its later events are not missed',
  async () => {
    const one = await lived(undefined, [
      ['customer-a', 'anna'],
      ['customer-a', 'broken'],
      ['customer-a', 'adam']
    ])
    const { miscounts, missingRows } = await reconcile(one.feed, one.store, 'toys', toys)
    assert.equal(missingRows, [])
    assert.equal(miscounts, [{ streamName: 'customer-a', stored: 3, handled: 1, parked: true }])
  }
)

recounts(
  'given a table that the projection lacks, when rows are recounted, then that is the programmer’s error',
  async () => {
    const one = await lived()
    const projections = [{ ...counting, recount: { tables: ['logs'], leavesRows: () => true } }]
    const failed = await reconcile(one.feed, one.store, 'toys', { ...toys, projections }).catch(
      (error: unknown) => error
    )
    assert.instance(failed, RangeError)
    assert.match((failed as RangeError).message, /things has no table logs/)
  }
)

recounts.run()
