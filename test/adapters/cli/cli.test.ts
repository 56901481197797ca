import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AccountJson,
  BlameJson,
  CustomersJson,
  DiffJson,
  ExportJson,
  exitCode,
  HeldPermissionsJson,
  HistoryJson,
  LogJson,
  MendedJson,
  PartitionsJson,
  PermissionsJson,
  ProjectionsJson,
  ReconciliationJson,
  ReportJson
} from '@accountable/adapters/cli'
import { startEmbeddedNode } from '@accountable/adapters/embedded-node'
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { contoso } from '../../projections/history/seed-store.js'
import { answered, main, run } from './command-line.js'
import { seedDirectory } from './seed-directory.js'

let root = ''
let db = ''

const asked = async <A>(format: t.Type<A, unknown>, ...argv: ReadonlyArray<string>): Promise<A> =>
  answered(format, await run(...argv, '--json', '--db', db))

const cli = suite('the command line', undefined, { timeout: 120_000 })
cli.before(async () => {
  root = await mkdtemp(join(tmpdir(), 'accountable-cli-'))
  db = join(root, 'db')
  await seedDirectory(db)
})
cli.after(() => rm(root, { recursive: true }))

cli('given a customer, when its history is asked for, then every changed leaf is a row, oldest first', async () => {
  const rows = await asked(HistoryJson, 'history', contoso)
  assert.equal([...new Set(rows.map(({ revision }) => revision))], ['0', '1', '2', '3', '4', '5', '6', '7'])
  const granted = rows.find(({ path, to }) => path.startsWith('/purchasePermissions/') && to === true)
  assert.is(granted?.path, '/purchasePermissions/AzureReservedInstances')
  assert.is(granted?.reason?.code, 'ContractSigned')
  assert.is(granted?.effectiveAt, '2025-12-31T18:17:03.000Z')
})

cli('given a customer, when blame is asked for, then each field names the event that set it last', async () => {
  const name = (await asked(BlameJson, 'blame', contoso)).find(({ path }) => path === '/companyProfile/companyName')
  assert.is(name?.actor.userPrincipalName, 'hal@partner.example')
  assert.is(name?.revision, '3')
})

cli('given a customer, when asked for now and for a day, then accounts with their revisions are answered', async () => {
  const now = await asked(AccountJson, 'account', contoso)
  assert.is(now.revision, '7')
  assert.equal(now.purchasePermissions, { AzureReservedInstances: false, AzureSavingsPlan: true })
  const then = await asked(AccountJson, 'as-of', contoso, '--at', '2025-12-31')
  assert.is(then.revision, '4')
  assert.equal(then.purchasePermissions, { AzureReservedInstances: true, AzureSavingsPlan: false })
})

cli('given two revisions, when compared, then the difference is answered', async () => {
  const { from, to, changes } = await asked(DiffJson, 'diff', contoso, '--from', '4', '--to', '6')
  assert.equal([from.revision, to.revision], ['4', '6'])
  assert.equal(
    changes.map(({ path, to: value }) => [path, value]),
    [
      ['/purchasePermissions/AzureReservedInstances', false],
      ['/purchasePermissions/AzureSavingsPlan', true]
    ]
  )
})

cli(
  'given a customer, when its permissions are asked for, then intervals are answered, open ones without an end',
  async () => {
    const intervals = await asked(PermissionsJson, 'permissions', contoso)
    assert.equal(
      intervals.map(({ resource, to, revokeReason }) => [resource, to, revokeReason?.code]),
      [
        ['AzureReservedInstances', '2026-01-04T18:33:55.000Z', 'CreditRisk'],
        ['AzureSavingsPlan', null, undefined]
      ]
    )
  }
)

cli('given the read models were never made, when lists are asked for, then they are made and answered', async () => {
  const customers = await asked(CustomersJson, 'customers')
  assert.is(customers.length, 24)
  const log = await asked(LogJson, 'log', '--customer', contoso)
  assert.is(log.filter(({ entry }) => entry === 'refused').length, 7)
  const held = await asked(HeldPermissionsJson, 'permissions', '--as-of', '2026-01-03')
  assert.equal(
    held.map(({ customerId, resource, grantedBy }) => [customerId, resource, grantedBy?.userPrincipalName]),
    [
      [contoso, 'AzureReservedInstances', 'ada@partner.example'],
      [contoso, 'AzureSavingsPlan', 'mo@partner.example']
    ]
  )
})

cli('given a limit, when a list goes on, then stderr says with which cursor, and the pages meet', async () => {
  const first = await run('attempts', '--customer', contoso, '--limit', '4', '--json', '--db', db)
  const cursor = /--cursor '(.+)'/.exec(first.notes.join('\n'))?.[1] ?? ''
  const rest = await asked(LogJson, 'attempts', '--customer', contoso, '--cursor', cursor)
  const all = [...(JSON.parse(first.out) as typeof rest), ...rest]
  assert.is(new Set(all.map(({ eventId }) => eventId)).size, 7)
  assert.ok(all.every(({ status }) => status === 'failed'))
})

cli(
  'given read models that are up to date, when asked how they are, then they say so, and nothing is missing',
  async () => {
    const status = await asked(ProjectionsJson, 'projections', 'status')
    assert.is(status.length, 5)
    assert.ok(status.every(({ live, upToDate, parked }) => live && upToDate && parked.length === 0))
    const [reconciled] = await asked(ReconciliationJson, 'projections', 'reconcile')
    assert.equal([reconciled?.streams, reconciled?.miscounts], [24, []])
    const rebuilt = await run('projections', 'rebuild', 'attempts', '--db', db)
    assert.is(rebuilt.code, exitCode.noAnswer)
    assert.match(rebuilt.notes.at(-1) ?? '', /nothing to rebuild/)
    const replayed = await run('projections', 'replay-parked', contoso, '--db', db)
    assert.is(replayed.notes.at(-1), 'no events of that customer wait')
    assert.equal(await asked(PartitionsJson, 'projections', 'split', '1'), [{ group: 'customers', partitions: 1 }])
    const split = await run('projections', 'split', '2', '--db', db)
    assert.equal([split.code, split.out], [exitCode.usage, ''])
    assert.is((await run('projections', 'split', '0', '--db', db)).code, exitCode.usage)
  }
)

cli(
  'given questions without an answer, then one line says why, stdout is empty and the exit code tells which kind',
  async () => {
    const unknown = '95652564-0000-4000-8000-000000000000'
    const cases: ReadonlyArray<readonly [number, RegExp, ReadonlyArray<string>]> = [
      [exitCode.noAnswer, /no customer of that id/, ['history', unknown]],
      [exitCode.noAnswer, /no customer of that id/, ['permissions', unknown]],
      [exitCode.noAnswer, /no customer of that id/, ['log', '--customer', unknown, '--json']],
      [exitCode.noAnswer, /no customer of that id/, ['attempts', '--customer', unknown]],
      [exitCode.noAnswer, /before the customer was registered/, ['as-of', contoso, '--at', '2020-01-01']],
      [exitCode.noAnswer, /in the future/, ['as-of', contoso, '--at', '2027-01-01']],
      [exitCode.noAnswer, /the last one is 7/, ['diff', contoso, '--from', '0', '--to', '8']],
      [exitCode.usage, /^ID: expected .*UUID/, ['account', 'contoso']],
      [exitCode.usage, /^--at: expected /, ['as-of', contoso, '--at', '31 March']],
      [exitCode.usage, /--cursor/, ['log', '--cursor', 'x']],
      [exitCode.usage, /^--company: expected a value/, ['log', '--company=']],
      [exitCode.usage, /^--search: expected a value/, ['customers', '--search', '']],
      [exitCode.usage, /subcommand/, ['histories', contoso]]
    ]
    for (const [code, line, argv] of cases) {
      const ran = await run(...argv, ...(code === exitCode.usage && argv[0] === 'histories' ? [] : ['--db', db]))
      assert.is(ran.code, code, argv.join(' '))
      assert.is(ran.out, '', argv.join(' '))
      assert.match(ran.notes.at(-1) ?? '', line)
      assert.ok(ran.notes.every((note) => !note.includes('\n')))
    }
  }
)

cli(
  'given an actor who may, when the log is exported, then the file is there; else one line says why not',
  async () => {
    const file = join(root, 'log.csv')
    const wanted = ['export', 'activity-log', '--format', 'csv', '--file', file, '--actor', 'u-ada', '--db', db]
    const denied = await run(...wanted, '--role', 'SalesAgent')
    assert.is(denied.code, exitCode.noAnswer)
    assert.match(denied.notes.at(-1) ?? '', /none of these roles may export/)
    assert.equal(await readdir(root), ['db'])
    const exported = answered(ExportJson, await run(...wanted, '--role', 'AdminAgent', '--json'))
    assert.equal([exported.path, exported.file, exported.bytes], [file, null, (await readFile(file)).length])
    const again = await run(...wanted, '--role', 'AdminAgent')
    assert.is(again.code, exitCode.noAnswer)
    assert.is(again.notes.at(-1), `${file} exists already: nothing was written`)
    await rm(file)
  }
)

cli(
  'given a directory, when what is new is exported twice, then the first time is a part, the second nothing',
  async () => {
    const into = join(root, 'parts')
    const wanted = [
      'export',
      'customer-account',
      '--format',
      'ndjson',
      '--into',
      into,
      '--actor',
      'u',
      '--role',
      'AdminAgent'
    ]
    const first = await asked(ExportJson, ...wanted)
    assert.ok((await readdir(into)).includes(first.file ?? ''))
    assert.equal([first.rows, first.after], [24, null])
    const { file, rows, sha256 } = await asked(ExportJson, ...wanted)
    assert.equal([file, rows, sha256], [null, 0, null])
    await rm(into, { recursive: true })
  }
)

cli('given a policy of the caller’s own, then it says who may export, and a mistake in it is named', async () => {
  const policy = join(root, 'policy.json')
  const file = join(root, 'log.csv')
  const own = { version: 'own-1', commands: {}, activityLog: ['HelpdeskAgent'], countryChangeAllowed: false }
  const wanted = ['export', 'activity-log', '--format', 'csv', '--file', file, '--actor', 'hal', '--policy', policy]
  await writeFile(policy, JSON.stringify(own))
  assert.is((await run(...wanted, '--role', 'AdminAgent', '--db', db)).code, exitCode.noAnswer)
  assert.ok((await asked(ExportJson, ...wanted, '--role', 'HelpdeskAgent')).rows > 0)
  await writeFile(policy, JSON.stringify({ ...own, activityLog: ['Boss'], commands: { Rename: [] } }))
  const mistaken = await run(...wanted, '--role', 'HelpdeskAgent', '--db', db)
  assert.is(mistaken.code, exitCode.usage)
  assert.match(mistaken.notes.join('\n'), /policy\.json is no policy: activityLog\.0 expected "GlobalAdmin"/)
  for (const name of [policy, file]) await rm(name)
})

cli('given a report, when it is made again from its stamp, then the bytes are the same', async () => {
  const [one, two] = [join(root, 'one.csv'), join(root, 'two.csv')]
  const who = ['--actor', 'u-ada', '--role', 'AdminAgent']
  const stamp = await asked(
    ReportJson,
    'report',
    'customer-account',
    '--format',
    'csv',
    '--as-of',
    '2026-01-15',
    '--file',
    one,
    ...who
  )
  assert.equal(stamp, JSON.parse(await readFile(`${one}.stamp.json`, 'utf8')))
  const again = await run('report', '--again', `${one}.stamp.json`, '--file', two, ...who, '--db', db)
  assert.is(again.code, exitCode.answered, again.notes.join('\n'))
  assert.ok((await readFile(one)).equals(await readFile(two)))
  for (const file of [one, two]) for (const name of [file, `${file}.stamp.json`]) await rm(name)
})

cli('given a directory without a store, or one in use, then nothing is made and the holder is named', async () => {
  for (const below of [join(root, 'a-file'), join(root, 'a-file', 'db'), '/proc/accountable']) {
    await writeFile(join(root, 'a-file'), '')
    const wanted = ['import', '--changes', join(root, 'a-file'), '--actor', 'u', '--role', 'AdminAgent', '--db', below]
    const ran = await run(...wanted)
    assert.is(ran.code, exitCode.unavailable)
    assert.match(ran.notes.join('\n'), /^\S+ cannot be (made|used): [^\n]+$/)
    await rm(join(root, 'a-file'))
  }
  const absent = await run('account', contoso, '--db', join(root, 'absent'))
  assert.is(absent.code, exitCode.unavailable)
  assert.equal(await readdir(root), ['db'])
  const node = await startEmbeddedNode({ directory: db })
  try {
    const inUse = await run('account', contoso, '--db', db)
    assert.is(inUse.code, exitCode.unavailable)
    assert.match(inUse.notes.at(-1) ?? '', new RegExp(`in use by process ${process.pid}`))
  } finally {
    await node.close()
  }
})

cli(
  'given read models of another event store, when a list is asked for, then one line says so, and it ends',
  async () => {
    const other = join(root, 'other')
    await seedDirectory(other)
    await rename(join(db, 'read-models'), join(other, 'read-models'))
    const ran = await run('customers', '--db', other)
    assert.is(ran.code, exitCode.unavailable)
    assert.is(ran.out, '')
    assert.match(ran.notes.at(-1) ?? '', /cannot be brought up to date: they belong to another event store/)
  }
)

cli('given a damaged log, when it is mended as the refusal says, then it can be served again', async () => {
  const damaged = join(root, 'damaged')
  await cp(db, damaged, { recursive: true })
  const segment = await open(join(damaged, 'events', '0000000000000000.seg'), 'r+')
  await segment.write('XXXX', 60_000)
  await segment.close()
  const refused = await run('account', contoso, '--db', damaged)
  assert.is(refused.code, exitCode.unavailable)
  const [, ...advice] = /"accountable (node repair --db) DIR"/.exec(refused.notes.at(-1) ?? '') ?? []
  assert.equal(advice, ['node repair --db'], refused.notes.join('\n'))
  const mended = await run('node', 'repair', '--db', damaged)
  assert.is(mended.code, exitCode.answered, mended.notes.join('\n'))
  assert.match(mended.out, /^the log is whole: \d+ events, up to position \d+\nset aside: /)
  const again = await run('node', 'repair', '--db', damaged, '--json')
  const found = MendedJson.decode(JSON.parse(again.out))
  assert.ok(E.isRight(found) && found.right.setAside.length === 0, again.out)
  await (await startEmbeddedNode({ directory: damaged })).close()
  await rm(damaged, { recursive: true })
})

cli('given a process of its own, then the answer is on stdout alone and the store is said on stderr', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'history', contoso, '--json', '--db', db], {
    encoding: 'utf8',
    env: { ...process.env, EVENTSTOREDB_URL: '', DATABASE_URL: '' }
  })
  assert.is(status, 0, stderr)
  assert.ok(E.isRight(HistoryJson.decode(JSON.parse(stdout))))
  assert.match(stderr, /^events: the embedded node \(not EventStoreDB\) in /)
})
cli.run()
