import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createSqlReadModels, pgDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import { position } from '@accountable/domain/kernel'
import { type RunningProjections, reach, reconcile, runProjections } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import * as E from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { customerFeed } from '../benchmark/projections/customer-events.js'
import { suite } from '../kit/kit.js'

const connectionString = process.env['DATABASE_URL']
const schema = `take_over_${process.pid}`
const events = 3000
const settings = { pageSize: 50, leaseTtl: 1000, restBetweenPages: 20 }

const run = async (url: string, inSchema: string, partitions: number, owner: string) => {
  const database = pgDatabase(url, partitions + 3)
  const store = await createSqlReadModels(database, { schema: inSchema })
  const parts = { feed: customerFeed(events), store, decode: decodeCustomerFeed, projections: customerProjections }
  return { database, store, engine: runProjections({ ...parts, settings, partitions, owner }) }
}

/** Until everything that the victim had is free, by the clock of the store. */
const untilOver = async (database: SqlDatabase): Promise<void> => {
  const held = `SELECT 1 FROM ${schema}.projection_lease WHERE owner = 'victim' AND expires_at > clock_timestamp()`
  while ((await database.query(held)).length > 0) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** How often an engine stands by from now on, by partition. */
const standbysOf = ({ signals$ }: RunningProjections): Map<string, number> => {
  const standbys = new Map<string, number>()
  signals$
    .pipe(filter(({ signal }) => signal.type === 'standby'))
    .subscribe(({ group }) => standbys.set(group, (standbys.get(group) ?? 0) + 1))
  return standbys
}

/** The process that is killed: runs the same projections, says when it has saved something, and goes on. */
if (process.argv[2] === 'victim') {
  const { engine } = await run(process.argv[3] ?? '', process.argv[4] ?? '', Number(process.argv[5]), 'victim')
  engine.signals$.subscribe(({ signal }) => signal.type === 'saved' && process.send?.(signal.checkpoint.sequence))
} else {
  const takeOver = suite('taking over from another process', undefined, { timeout: 100_000 })

  if (connectionString === undefined) takeOver.skip('without DATABASE_URL')
  else
    for (const partitions of [1, 4])
      takeOver(
        `given a process that is killed at work on ${partitions} partitions, then another one takes over and nothing is lost or doubled`,
        async () => {
          const victim = fork(fileURLToPath(import.meta.url), ['victim', connectionString, schema, String(partitions)])
          await once(victim, 'message')
          const { database, store, engine } = await run(connectionString, schema, partitions, 'heir')
          await firstValueFrom(engine.signals$.pipe(filter(({ signal }) => signal.type === 'standby')))
          // Both are at work now, where there is work for both.
          if (partitions > 1)
            await firstValueFrom(engine.signals$.pipe(filter(({ signal }) => signal.type === 'saved')))
          victim.kill('SIGKILL')
          await once(victim, 'exit')
          const standbys = standbysOf(engine)
          await untilOver(database)
          const refused = Math.max(0, ...standbys.values())
          standbys.clear()
          const end = { position: position(BigInt(events), BigInt(events)), timeout: 60_000 }
          for (const { name } of customerProjections) assert.ok(E.isRight(await reach(store, name, end)()))
          await engine.stop()
          const [counts] = await database.query(
            `SELECT (SELECT count(*) FROM ${schema}.activity_log)::integer AS lines,
                (SELECT count(*) FROM ${schema}.customer_account_history)::integer AS versions,
                (SELECT count(*) FROM ${schema}.customer_account)::integer AS accounts`
          )
          const { miscounts } = await reconcile(customerFeed(events), store, 'customers')
          await database.query(`DROP SCHEMA ${schema} CASCADE`)
          await database.close()
          // However slow everything is: between two tries is a third of a lease's time, and no lease is longer than it may be.
          assert.ok(refused <= 5, `${refused} times refused`)
          // One may be under way then; of a partition some more are, until this process has looked how many are its.
          const inVain = Math.max(0, ...standbys.values())
          assert.ok(inVain <= (partitions === 1 ? 1 : 5), `${inVain} times in vain`)
          // Three events each of a thousand customers: registered, two fields of billing, the company's name.
          assert.equal(counts, { lines: 4000, versions: 3000, accounts: 1000 })
          assert.equal(miscounts, [])
        }
      )

  takeOver.run()
}
