import { createInMemoryEventStore } from '@accountable/adapters/in-memory'
import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import { streamName } from '@accountable/domain/kernel'
import { expectRight } from '@accountable/domain/testing'
import { type EventFeed, healthOf, replayParkedStream } from '@accountable/projections'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, reached, until, type World, world } from './engine-world.js'
import { name, nameLogTable, things, thingTable, toyDecode } from './toy.js'

/** Every name in the order of the log, from both kinds of table. */
const names = async ({ store }: World): Promise<unknown> => ({
  things: (await everything(store, thingTable)).map(({ row }) => row['name']),
  log: (await everything(store, nameLogTable)).map(({ row }) => row['to'])
})

const declared = (title: string, open: () => Promise<SqlDatabase>): void => {
  const refused = suite(title, undefined, { timeout: 30_000 })
  let database: SqlDatabase
  let schemas = 0
  refused.before(async () => {
    database = await open()
  })
  refused.after(() => database.close())

  /** Events that one page holds, and an engine that has already made the tables. */
  const given = async (work: (toyWorld: World, schema: string) => Promise<void>): Promise<void> => {
    const schema = `refused_${process.pid}_${++schemas}`
    const toyWorld = world(await createSqlReadModels(database, { schema }))
    const first = toyWorld.run({ projections: [things] })
    await until(first, ({ activity }) => activity === 'idle')
    await first.stop()
    name(toyWorld.log, 'customer-a', 'anna', 'evil', 'adam')
    name(toyWorld.log, 'customer-b', 'bea')
    await work(toyWorld, schema)
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
  }
  const settings = { pageSize: 100 }
  const projections = [things]

  /** Each save that contains such a name fails with an SQLSTATE; with the last argument only so often. */
  const failing = async (schema: string, sqlState: string, often = '9999'): Promise<void> => {
    await database.query(`CREATE SEQUENCE ${schema}.faults`)
    await database.query(
      `CREATE FUNCTION ${schema}.fail() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
         IF NEW.name = 'evil' AND nextval('${schema}.faults') <= ${often} THEN
           RAISE EXCEPTION 'a secret: %', NEW.name USING ERRCODE = '${sqlState}';
         END IF;
         RETURN NEW;
       END $f$`
    )
    await database.query(
      `CREATE TRIGGER fail BEFORE INSERT ON ${schema}.thing_history_v1 FOR EACH ROW EXECUTE FUNCTION ${schema}.fail()`
    )
  }

  for (const sqlState of ['22003', '23514'])
    refused(
      `given rows that the database refuses (${sqlState}), then their customer is parked and the others go on`,
      () =>
        given(async (toyWorld, schema) => {
          await failing(schema, sqlState)
          const engine = toyWorld.run({ projections, settings })
          const { findings } = await until(engine, (one) => one.findings.size > 0 && one.activity === 'idle')
          await reached(engine, toyWorld)
          assert.equal(findings.get('customer-a')?.parked?.reason, {
            code: 'RowsRefused',
            message: `SQLSTATE ${sqlState}`
          })
          assert.is(findings.get('customer-a')?.parked?.revision, 1n)
          assert.equal(await names(toyWorld), { things: ['anna', 'bea'], log: ['anna', 'bea'] })
          const replay = () =>
            replayParkedStream({
              group: 'toys',
              streamName: streamName('customer', 'a'),
              store: toyWorld.store,
              eventStore: createInMemoryEventStore(toyWorld.log),
              decode: toyDecode,
              projections
            })
          assert.is((await replay()).outcome, 'failed')
          await database.query(`DROP TRIGGER fail ON ${schema}.thing_history_v1`)
          assert.equal(await replay(), { outcome: 'replayed', events: 2 })
          await engine.stop()
          const all = ['anna', 'evil', 'adam', 'bea']
          assert.equal(await names(toyWorld), { things: all, log: all })
        })
    )

  refused('given a row with a value that JSON has no text for, then its customer is parked and the others go on', () =>
    given(async (toyWorld) => {
      const careless: typeof things = {
        ...things,
        evolve: (rows, event) => {
          const { thing, log } = things.evolve(rows, event)
          if (event.event.name !== 'evil') return { thing, log }
          // What a projection may do whose types were not checked.
          return { log, thing: thing?.map(([key, row]) => [key, { ...row, tags: [1n] as never }]) }
        }
      }
      const engine = toyWorld.run({ projections: [careless], settings })
      const { findings } = await until(engine, (one) => one.findings.size > 0 && one.activity === 'idle')
      await engine.stop()
      assert.equal(findings.get('customer-a')?.parked?.reason, { code: 'RowsRefused', message: 'SQLSTATE 22032' })
      assert.equal(await names(toyWorld), { things: ['anna', 'bea'], log: ['anna', 'bea'] })
    })
  )

  refused('given a gap that shows when refused rows are read again, then it is believed no sooner than any other', () =>
    given(async (toyWorld, schema) => {
      await failing(schema, '22003')
      name(toyWorld.log, 'customer-b', 'bert')
      let readings = 0
      /** The first reading ends before customer b; the second one leaves out how that customer began. */
      const forgetful: EventFeed = {
        ...toyWorld.feed,
        readAll: (after, limit) => {
          if (after === undefined) readings += 1
          const reading = after === undefined ? readings : 0
          return pipe(
            toyWorld.feed.readAll(after, reading === 1 ? 2 : limit),
            TE.map((page) => ({
              ...page,
              events: [...page.events].filter(
                (event) => reading !== 2 || event.streamName !== 'customer-b' || event.revision > 0n
              )
            }))
          )
        }
      }
      const engine = toyWorld.run({ projections, settings, feed: forgetful })
      await reached(engine, toyWorld)
      await engine.stop()
      assert.equal([...expectRight(await toyWorld.store.findings('toys')(), 'findings').keys()], ['customer-a'])
      assert.equal(await names(toyWorld), { things: ['anna', 'bea', 'bert'], log: ['anna', 'bea', 'bert'] })
    })
  )

  for (const sqlState of ['23505', '42501', '0A000'])
    refused(
      `given a database that is not what it was (${sqlState}), then the engine stops, says so and skips nothing`,
      () =>
        given(async (toyWorld, schema) => {
          await failing(schema, sqlState)
          const engine = toyWorld.run({ projections, settings })
          const { stop } = await until(engine, ({ activity }) => activity === 'stopped')
          assert.is(stop?.type === 'EngineFailed' && stop.message.includes(sqlState), true)
          const health = healthOf(await firstValueFrom(engine.progress$), { maxLagSeconds: 3600 })
          assert.equal([health.status, health.findings.map(({ code }) => code)], ['notReady', ['Stopped']])
          await engine.stop()
          assert.equal(await names(toyWorld), { things: [], log: [] })
          await database.query(`DROP TRIGGER fail ON ${schema}.thing_history_v1`)
          const heir = toyWorld.run({ projections, settings })
          await reached(heir, toyWorld)
          await heir.stop()
          const all = ['anna', 'evil', 'adam', 'bea']
          assert.equal(await names(toyWorld), { things: all, log: all })
        })
    )

  refused('given a table that is gone, then the engine stops', () =>
    given(async (toyWorld, schema) => {
      await database.query(`DROP TABLE ${schema}.name_log_v1 CASCADE`)
      const engine = toyWorld.run({ projections, settings })
      const { stop } = await until(engine, ({ activity }) => activity === 'stopped')
      assert.is(stop?.type === 'EngineFailed' && stop.message.includes('42P01'), true)
      await engine.stop()
    })
  )

  for (const sqlState of ['40001', '53100', '57014'])
    refused(`given errors that may be over soon (${sqlState}), then the page is saved again until it is`, () =>
      given(async (toyWorld, schema) => {
        await failing(schema, sqlState, '3')
        const engine = toyWorld.run({ projections, settings })
        await reached(engine, toyWorld)
        await engine.stop()
        const all = ['anna', 'evil', 'adam', 'bea']
        assert.equal(await names(toyWorld), { things: all, log: all })
      })
    )

  refused.run()
}

declared('saves that PGlite refuses', () => pgliteDatabase())

const connectionString = process.env['DATABASE_URL']
if (connectionString !== undefined)
  declared('saves that PostgreSQL refuses', async () => pgDatabase(connectionString, 4))
