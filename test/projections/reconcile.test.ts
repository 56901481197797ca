import { createSqlReadModels, pgliteDatabase } from '@accountable/adapters/postgres'
import { expectRight, uuid } from '@accountable/domain/testing'
import {
  type EventFeed,
  type Projection,
  type ReadModelStore,
  type RowMiscount,
  reconcile
} from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { deeds as deedsIn } from './customer-deeds.js'
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
    const healthy = { streams: 2, events: 4, miscounts: [], rowMiscounts: [] }
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
  const { register, rename, bill, grant, revoke } = deedsIn(world)
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
  await world.application.settled()
}

interface Deed {
  readonly table: string
  /** What somebody did to the table, with Anna's id. */
  readonly statement: (table: string) => string
  readonly found: Omit<RowMiscount, 'customerId'>
}

const deleted = (where: string) => (table: string) => `DELETE FROM ${table} WHERE customer_id = $1 AND ${where}`

const miscount = (projection: string, tables: ReadonlyArray<string>, expected: number, found: number) => ({
  projection,
  tables,
  expected,
  found
})

const deeds: Readonly<Record<string, Deed>> = {
  'the account as it is': {
    table: 'customer_account_history_v1',
    statement: deleted('valid_to IS NULL'),
    found: miscount('customer-account', ['account'], 5, 4)
  },
  'the entry in the list under the present name': {
    table: 'customer_directory_history_v2',
    statement: deleted('valid_to IS NULL'),
    found: miscount('customer-directory', ['directory'], 2, 1)
  },
  'a grant': {
    table: 'purchase_permission_history_v1',
    statement: deleted('granted'),
    found: miscount('purchase-permissions', ['permission'], 2, 1)
  },
  'a changed field': {
    table: 'activity_log_v2',
    statement: deleted(`operation = 'update_company_info'`),
    found: miscount('activity-log', ['activity'], 6, 5)
  },
  'what was so already': {
    table: 'unchanged_log_v2',
    statement: deleted('true'),
    found: miscount('attempts', ['attempt', 'unchanged'], 2, 1)
  },
  'a refusal': {
    table: 'attempt_log_v2',
    statement: deleted('true'),
    found: miscount('attempts', ['attempt', 'unchanged'], 2, 1)
  },
  'a field of a refusal': {
    table: 'attempt_field_v2',
    statement: deleted('true'),
    found: miscount('attempts', ['field'], 1, 0)
  },
  'a line that is there twice': {
    table: 'activity_log_v2',
    statement: (table) => `INSERT INTO ${table} SELECT * FROM (
       SELECT * FROM jsonb_populate_recordset(NULL::${table}, (
         SELECT jsonb_agg(to_jsonb(r) || '{"ordinal": 9}') FROM ${table} r WHERE customer_id = $1 AND revision = 0))) doubled`,
    found: miscount('activity-log', ['activity'], 6, 7)
  },
  'a line of another event': {
    table: 'activity_log_v2',
    statement: (table) =>
      `UPDATE ${table} SET commit_position = commit_position + 1 WHERE customer_id = $1 AND revision = 1`,
    found: miscount('activity-log', ['activity'], 6, 6)
  }
}

recounts(
  'given rows that somebody deleted, doubled or moved, when they are recounted, then each is found',
  async () => {
    const database = await pgliteDatabase()
    const world = customerWorld(await createSqlReadModels(database, { schema: 'recounted' }))
    await tellStory(world)
    const engine = world.run()
    await reached(engine, world, 'customers')
    await engine.stop()
    const recount = () => reconcile(world.feed, world.store, 'customers', counted)
    assert.equal(await recount(), { streams: 2, events: 10, miscounts: [], rowMiscounts: [] })
    for (const [what, { table, statement, found }] of Object.entries(deeds)) {
      const name = `recounted.${table}`
      await database.query(`CREATE TABLE saved AS SELECT * FROM ${name}`)
      await database.query(statement(name), [anna])
      const { miscounts, rowMiscounts } = await recount()
      assert.equal([miscounts, rowMiscounts], [[], [{ ...found, customerId: anna }]], what)
      await database.query(`DELETE FROM ${name}`)
      await database.query(`INSERT INTO ${name} SELECT * FROM saved`)
      await database.query('DROP TABLE saved')
    }
    assert.equal((await recount()).rowMiscounts, [])
    await database.close()
  }
)

recounts('given a group that goes on while it is recounted, then nobody is accused', async () => {
  const world = customerWorld()
  await tellStory(world)
  const engine = world.run()
  await reached(engine, world, 'customers')
  let pages = 0
  const feed: EventFeed = {
    ...world.feed,
    readAll: (after, limit) => async () => {
      pages += 1
      const page = await world.feed.readAll(after, limit)()
      if (pages === 1) {
        await deedsIn(world).grant(anna, 'AzureReservedInstances', '2026-01-05T15:00:00Z')
        await reached(engine, world, 'customers')
      }
      return page
    }
  }
  const { miscounts, rowMiscounts } = await reconcile(feed, world.store, 'customers', counted)
  await engine.stop()
  assert.equal([miscounts, rowMiscounts], [[], []])
  assert.ok(pages > 1)
})

/** The toys’ things, of which each event leaves a line. */
const counting: Projection<ToyEvent> = { ...things, recount: [{ tables: ['log'], rowsOf: () => 1 }] }
const toys = { decode: toyDecode, projections: [counting] }

recounts(
  'given a parked customer, when rows are recounted, then those of its later events are not missed',
  async () => {
    const one = await lived(undefined, [
      ['customer-a', 'anna'],
      ['customer-a', 'broken'],
      ['customer-a', 'adam']
    ])
    const { miscounts, rowMiscounts } = await reconcile(one.feed, one.store, 'toys', toys)
    assert.equal(rowMiscounts, [])
    assert.equal(miscounts, [{ streamName: 'customer-a', stored: 3, handled: 1, parked: true }])
  }
)

recounts(
  'given a table that the projection lacks, when rows are recounted, then that is the programmer’s error',
  async () => {
    const one = await lived()
    const projections = [{ ...counting, recount: [{ tables: ['logs'], rowsOf: () => 1 }] }]
    const failed = await reconcile(one.feed, one.store, 'toys', { ...toys, projections }).catch(
      (error: unknown) => error
    )
    assert.instance(failed, RangeError)
    assert.match((failed as RangeError).message, /things has no table logs/)
  }
)

recounts.run()
