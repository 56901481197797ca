import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AccountJson, exitCode, HistoryJson, ImportJson } from '@accountable/adapters/cli'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { contoso, shipped } from '../../projections/history/seed-store.js'
import { answered, decoded, main, run } from './command-line.js'

const customers = shipped('customers.json')
const changes = shipped('changes.ndjson')

let root = ''
let db = ''
const who = ['--actor', 'u-ada', '--role', 'AdminAgent']

const imported = suite('accountable import', undefined, { timeout: 120_000 })
imported.before(async () => {
  root = await mkdtemp(join(tmpdir(), 'accountable-import-'))
  db = join(root, 'db')
})
imported.after(() => rm(root, { recursive: true }))

imported(
  'given no store yet, when both files are imported, then every line becomes what it says, in order',
  async () => {
    const argv = ['import', '--customers', customers, '--changes', changes, ...who, '--json', '--db', db]
    const { lines, counts, added, stopped } = answered(ImportJson, await run(...argv))
    assert.is(lines.length, 125)
    assert.equal(
      lines.slice(22).map(({ line }) => line),
      Array.from({ length: 103 }, (_, index) => index + 1)
    )
    assert.equal([counts.accepted, counts.unchanged, counts.refused, counts.faulty], [87, 9, 29, 0])
    assert.equal([added.events, stopped], [86, false])
    const rules = lines.filter(({ rejection }) => rejection === 'RuleViolated')
    assert.ok(rules.length > 0 && rules.every(({ problems }) => problems.every(({ path, code }) => path && code)))
    const [first] = answered(HistoryJson, await run('history', contoso, '--json', '--db', db))
    assert.equal([first?.actor.id, first?.reason?.code], ['u-ada', 'DataImport'])
  }
)

imported(
  'given that import, when it is run again, then every line has its first outcome and nothing is added',
  async () => {
    const argv = ['import', '--customers', customers, '--changes', changes, ...who, '--db', db]
    const { counts, added } = answered(ImportJson, await run(...argv, '--json'))
    assert.equal(added, { events: 0, attempts: 0 })
    // What is computed anew each time: 8 InvalidCommand, 5 RoleNotAllowed, 1 CommandIdReused.
    assert.is(counts.replayed, 125 - 14)
    const { code, out } = await run(...argv)
    assert.is(code, exitCode.answered)
    assert.match(out, `${customers} items.0: accepted at revision 0, answered before\n`)
    assert.match(out, /changes\.ndjson:\d+: refused RuleViolated, answered before\n {2}data\.\S+ [A-Z]\w+: /)
  }
)

imported('given an import that is killed, when it is run again, then it goes on where it was', async () => {
  const other = join(root, 'killed')
  const argv = ['import', '--customers', customers, '--changes', changes, ...who, '--json', '--db', other]
  const child = spawn(process.execPath, [main, ...argv], { env: { ...process.env, EVENTSTOREDB_URL: '' } })
  let seen = 0
  child.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString().split('\n').length - 1
    if (seen > 40) child.kill('SIGKILL')
  })
  const [, signal] = await once(child, 'close')
  assert.is(signal, 'SIGKILL', 'it was over before it could be killed')
  const { counts, added } = answered(ImportJson, await run(...argv))
  assert.equal([counts.accepted, counts.unchanged, counts.refused, counts.faulty], [87, 9, 29, 0])
  assert.ok(added.events > 0 && added.events < 86)
  const [killed, whole] = await Promise.all(
    [other, db].map(async (at) => answered(AccountJson, await run('account', contoso, '--json', '--db', at)))
  )
  assert.equal({ ...killed, position: '', recordedAt: '' }, { ...whole, position: '', recordedAt: '' })
})

imported(
  'given lines that are no commands, when imported, then each is named, and the others are executed',
  async () => {
    const file = join(root, 'changes.ndjson')
    const [good = ''] = (await readFile(changes, 'utf8')).split('\n')
    await writeFile(file, ['{"type":', '', '[]', '{"type":"UpdateBillingInfo"}', good].join('\n'))
    const ran = await run('import', '--changes', file, ...who, '--json', '--db', db)
    assert.is(ran.code, exitCode.noAnswer)
    assert.match(ran.notes.at(-1) ?? '', /^3 lines did not become what they should/)
    const { lines } = decoded(ImportJson, ran)
    assert.equal(
      lines.map(({ line, outcome, problems }) => [line, outcome, problems[0]?.code, problems[0]?.path]),
      [
        [1, 'unusable', 'NotJson', ''],
        [3, 'unusable', 'WrongType', ''],
        [4, 'refused', 'Required', 'customerId'],
        [5, 'accepted', undefined, undefined]
      ]
    )
  }
)

imported('given customers that are none, when imported, then each is named by its place in the file', async () => {
  const file = join(root, 'customers.json')
  await writeFile(file, '{"items":[1,{"id":"x"}]}')
  const ran = await run('import', '--customers', file, ...who, '--db', db)
  assert.is(ran.code, exitCode.noAnswer)
  const said = ran.out.split('\n')
  assert.ok(said.includes(`${file} items.0: unusable`), ran.out)
  assert.ok(said.includes('  items.1.id Format: expected a UUID'), ran.out)
})

imported('given what cannot be imported, then one line says why, and nothing is made', async () => {
  const missing = join(root, 'missing.json')
  const cases: ReadonlyArray<readonly [number, RegExp, ReadonlyArray<string>]> = [
    [
      exitCode.noAnswer,
      /missing\.json: expected a readable file: there is no such file/,
      ['--customers', missing, '--changes', changes]
    ],
    [exitCode.noAnswer, /there is no such file/, ['--customers', customers, '--changes', missing]],
    [exitCode.noAnswer, /expected a file$/, ['--changes', root]],
    [exitCode.noAnswer, /expected JSON/, ['--customers', changes]],
    [exitCode.usage, /--customers, --changes/, []],
    [exitCode.noAnswer, /in the future/, ['--customers', customers, '--imported-at', '2999-01-01']]
  ]
  for (const [code, line, argv] of cases) {
    const ran = await run('import', ...argv, ...who, '--db', join(root, 'never'))
    assert.equal([ran.code, ran.out], [code, ''], argv.join(' '))
    assert.match(ran.notes.join('\n'), line)
  }
  const denied = await run(
    'import',
    '--customers',
    customers,
    '--actor',
    'hal',
    '--role',
    'HelpdeskAgent',
    '--db',
    join(root, 'never')
  )
  assert.equal(
    [denied.code, denied.notes],
    [exitCode.noAnswer, ['nothing was imported: none of these roles may register customers']]
  )
  assert.not.ok((await readdir(root)).includes('never'))
})
imported.run()
