import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AccountJson,
  CustomersJson,
  ExportJson,
  exitCode,
  HeldPermissionsJson,
  HistoryJson,
  ImportJson,
  LogJson,
  NodeJson,
  ProjectionsJson,
  RebuildJson,
  ReconciliationJson,
  ReportJson
} from '@accountable/adapters/cli'
import { pgDatabase } from '@accountable/adapters/postgres'
import { openStores } from '@accountable/adapters/stores'
import { runProjections } from '@accountable/projections'
import { attempts, customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import * as E from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { contoso, shipped } from '../../projections/history/seed-store.js'
import { answered, main, runWith } from './command-line.js'

const who = ['--actor', 'u-ada', '--role', 'AdminAgent']
const server = process.env['DATABASE_URL']

let root = ''
let node: ChildProcess
let environment: Readonly<Record<string, string>> = {}

/** Nothing may be made where the servers are named. */
const run = (...argv: ReadonlyArray<string>) => runWith(environment, ...argv, '--db', join(root, 'never'))

const servers = suite('the command line with servers', undefined, { timeout: 120_000 })
servers.before(async () => {
  root = await mkdtemp(join(tmpdir(), 'accountable-servers-'))
  node = spawn(process.execPath, [main, 'node', '--db', join(root, 'db'), '--port', '0', '--json'])
  const [printed] = (await once(node.stdout as NonNullable<typeof node.stdout>, 'data')) as [Buffer]
  const listening = NodeJson.decode(JSON.parse(String(printed)))
  assert.ok(E.isRight(listening), String(printed))
  environment = { EVENTSTOREDB_URL: listening.right.connectionString }
})
servers.after(async () => {
  node.kill('SIGTERM')
  await once(node, 'exit')
  await rm(root, { recursive: true })
})

servers('given EVENTSTOREDB_URL, when customers are imported there, then they can be asked about there', async () => {
  const files = ['--customers', shipped('customers.json'), '--changes', shipped('changes.ndjson')]
  const ran = await run('import', ...files, ...who, '--json')
  assert.is(answered(ImportJson, ran).counts.faulty, 0)
  assert.equal(ran.notes, ['events: EVENTSTOREDB_URL'])
  assert.is(answered(AccountJson, await run('account', contoso, '--json')).revision, '7')
  assert.is(answered(HistoryJson, await run('history', contoso, '--json')).at(-1)?.revision, '7')
  assert.equal(await readdir(root), ['db'])
})

if (server === undefined) servers.skip('without DATABASE_URL')
else
  servers(
    'given DATABASE_URL too, when a service keeps its rows, then every list, export and report is of it',
    async () => {
      const name = `accountable_cli_${process.pid}`
      const admin = pgDatabase(server, 1)
      await admin.query(`CREATE DATABASE ${name}`)
      const url = new URL(server)
      url.pathname = `/${name}`
      environment = { ...environment, DATABASE_URL: url.href }
      try {
        const none = await run('customers')
        assert.is(none.code, exitCode.unavailable, none.notes.join('\n'))
        const stores = await openStores({ directory: join(root, 'never'), environment })
        const engine = runProjections({
          feed: stores.eventFeed,
          store: stores.readModels,
          decode: decodeCustomerFeed,
          projections: customerProjections.map((one) => (one.name === 'attempts' ? { ...one, version: 0 } : one))
        })
        await firstValueFrom(
          engine.progress$.pipe(
            filter((groups) => groups.size > 0 && [...groups.values()].every(({ activity }) => activity === 'idle'))
          )
        )
        await engine.stop()
        await stores.close()

        assert.is(answered(CustomersJson, await run('customers', '--json')).length, 24)
        const models = pgDatabase(url.href, 1)
        await models.query(
          `CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN RAISE EXCEPTION 'not now'; END $f$`
        )
        await models.query(
          'CREATE TRIGGER no BEFORE UPDATE ON accountable.projection FOR EACH ROW EXECUTE FUNCTION no()'
        )
        const unshown = await run('projections', 'rebuild', 'attempts')
        assert.is(unshown.code, exitCode.unavailable, unshown.notes.join('\n'))
        assert.equal(await models.query('SELECT group_name FROM accountable.projection_lease'), [])
        await models.query('DROP TRIGGER no ON accountable.projection')
        await models.close()
        const rebuilt = await run('projections', 'rebuild', 'attempts', '--json')
        const { version, shown, comparison } = answered(RebuildJson, rebuilt)
        assert.equal([version, shown, comparison?.differences], [attempts.version, true, 0])
        assert.is(answered(LogJson, await run('attempts', '--customer', contoso, '--json')).length, 7)
        assert.ok(answered(LogJson, await run('log', '--json')).length > 100)
        assert.is(answered(HeldPermissionsJson, await run('permissions', '--as-of', '2026-01-03', '--json')).length, 2)
        const status = answered(ProjectionsJson, await run('projections', 'status', '--json'))
        assert.ok(status.filter(({ live }) => live).every(({ upToDate }) => upToDate))
        const reconciled = answered(ReconciliationJson, await run('projections', 'reconcile', '--json'))
        assert.ok(reconciled.every(({ miscounts }) => miscounts.length === 0))

        const file = join(root, 'log.parquet')
        const wanted = ['export', 'activity-log', '--format', 'parquet', '--file', file, ...who, '--json']
        assert.ok(answered(ExportJson, await run(...wanted)).rows > 100)
        const csv = join(root, 'accounts.csv')
        const report = ['report', 'customer-account', '--format', 'csv', '--as-of', '2026-01-15', '--file', csv]
        assert.is(
          answered(ReportJson, await run(...report, ...who, '--json')).parameters.asOf?.slice(0, 10),
          '2026-01-15'
        )
        assert.not.ok((await readdir(root)).includes('never'))
      } finally {
        await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
        await admin.close()
      }
    }
  )
servers.run()
