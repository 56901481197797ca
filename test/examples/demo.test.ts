import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import stringWidth from 'string-width'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { type Run, runDemo } from './run-demo.js'

const test = suite('npm start', undefined, { timeout: 100_000 })

interface Report {
  counts: { accepted: number; replayed: number; refused: Record<string, number> }
  lines: { asExpected: number; of: number; others: ReadonlyArray<{ line: number }> }
  added: { events: number; attempts: number }
  account: { account: { companyProfile: { companyName: string } }; revision: string } | null
  activityLog: ReadonlyArray<Record<string, unknown>>
  permissions: { held: ReadonlyArray<{ customer: string; resource: string }> }
  notes: ReadonlyArray<{ line: number; path: string }>
}

const reportOf = ({ stdout }: Run): Report => JSON.parse(stdout) as Report

/** A run's content without what the store alone decides: positions and its clock. */
const facts = ({ account, activityLog, permissions }: Report): string =>
  JSON.stringify({ account, activityLog, permissions }, (key, value: unknown) =>
    key === 'position' || key === 'recordedAt' ? undefined : value
  )

let directory = ''
let undisturbed: Report

test.before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'accountable-demo-'))
})

test.after(() => rm(directory, { recursive: true, force: true }))

const db = (name: string): ReadonlyArray<string> => ['--db', join(directory, name)]

test('given a fresh directory, when it runs, then every line has the outcome that it expects', async () => {
  const run = await runDemo([...db('a'), '--json'])
  assert.is(run.code, 0, run.stderr)
  undisturbed = reportOf(run)
  assert.equal(undisturbed.lines, { asExpected: 103, of: 103, others: [] })
  assert.is(undisturbed.account?.account.companyProfile.companyName, 'Contoso Holdings Ltd')
  assert.is(undisturbed.account?.revision, '7')
  assert.is(undisturbed.activityLog.filter(({ status }) => status === 'failed').length, 7)
  assert.ok(undisturbed.permissions.held.some(({ customer }) => customer === '콘토소 코리아 Group'))
  assert.is(undisturbed.added.events, 86)
})

test('given that run, when it runs again for a person, then it adds nothing, says so, and fits 120 columns', async () => {
  const again = reportOf(await runDemo([...db('a'), '--json']))
  assert.equal(again.added, { events: 0, attempts: 0 })
  assert.is(facts(again), facts(undisturbed))
  const { code, stdout } = await runDemo(db('a'))
  assert.is(code, 0)
  assert.match(stdout, '103 of 103 lines as expected')
  assert.match(stdout, 'nothing: every command got its first outcome again')
  assert.ok(stdout.split('\n').every((line) => stringWidth(line) <= 120))
})

test('given a run that is killed in the middle, when it runs again, then it ends as an undisturbed one', async () => {
  const events = join(directory, 'b', 'events')
  const killed = await runDemo([...db('b'), '--json'], (child) => {
    const killWhenHalfDone = async (): Promise<void> => {
      const [segment] = (await readdir(events).catch(() => [])).filter((name) => name.endsWith('.seg'))
      if (segment !== undefined && (await stat(join(events, segment))).size > 60_000) child.kill('SIGKILL')
    }
    const watch = setInterval(() => void killWhenHalfDone(), 5)
    child.on('close', () => clearInterval(watch))
  })
  assert.is(killed.code, null, 'it was over before it could be killed')
  const again = await runDemo([...db('b'), '--json'])
  assert.is(again.code, 0, again.stderr)
  assert.is(facts(reportOf(again)), facts(undisturbed))
  assert.ok(reportOf(again).counts.replayed > 1)
})

test('given lines that are no JSON or no command, when it runs, then each is named and the others are handled', async () => {
  const shipped = await readFile(new URL('../../../examples/data/changes.ndjson', import.meta.url), 'utf8')
  const [first = ''] = shipped.split('\n')
  const changes = join(directory, 'changes.ndjson')
  const bare = JSON.stringify((JSON.parse(first) as { command: unknown }).command)
  await writeFile(
    changes,
    ['{"type":', '[]', '', '{"command":{},"expect":{"outcome":1}}', '{"type":"UpdateBillingInfo"}', bare].join('\r\n')
  )
  const run = await runDemo([...db('a'), '--json', '--changes', changes])
  assert.is(run.code, 1)
  const { counts, notes } = reportOf(run)
  assert.match(run.stderr, `${changes}:1: expected a JSON object`)
  assert.match(run.stderr, `${changes}:2: expected a JSON object`)
  assert.match(run.stderr, `${changes}:4 expect.outcome: expected`)
  assert.not.match(run.stderr, / at .*\.js:/)
  assert.is(counts.refused['InvalidCommand'], 1)
  assert.ok(notes.some(({ line, path }) => line === 5 && path === 'customerId'))
  assert.is(counts.replayed, 23, 'the customers and the last line had their outcomes already')
})

test('given a line that comes otherwise than it says, when it runs, then the line is listed and the exit code is 1', async () => {
  const changes = join(directory, 'unexpected.ndjson')
  await writeFile(changes, '{"command":{"type":"RenameCustomer"},"expect":{"outcome":"accepted"}}\n')
  const { code, stdout } = await runDemo([...db('a'), '--changes', changes])
  assert.is(code, 1)
  assert.match(stdout, '0 of 1 lines as expected')
  assert.match(stdout, 'line 1: expected accepted; came refused InvalidCommand')
})

test('given files that cannot be read, when it runs, then it says which and why, and executes nothing', async () => {
  const broken = join(directory, 'broken.json')
  await writeFile(broken, '{"items": 1}')
  const missing = join(directory, 'missing.ndjson')
  const { code, stderr, stdout } = await runDemo([...db('none'), '--json', '--customers', broken, '--changes', missing])
  assert.equal([code, stdout], [1, ''])
  assert.match(stderr, `${broken} items: expected a list of customers`)
  assert.match(stderr, `${missing}: expected a readable file: there is no such file`)
  assert.not.match(stderr, / at .*\.js:/)
  assert.not.ok((await readdir(directory)).includes('none'))
})

test('given customers that are none, when it runs, then each is named by its place in the file', async () => {
  const customers = join(directory, 'customers.json')
  await writeFile(customers, `{"items":[1,{"id":"x"},{"id":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`)
  const { code, stderr } = await runDemo([...db('a'), '--json', '--customers', customers])
  assert.is(code, 1)
  const said = stderr.split('\n').map((line) => line.replace(`${customers} `, ''))
  assert.ok(said.includes('items.0: expected a customer: an object'), stderr)
  assert.is(said.filter((line) => line === 'items.1.id: expected a UUID').length, 1, stderr)
  assert.ok(said.includes('items.2: expected JSON of few levels and whole characters'), stderr)
})

for (const [args, expected] of [
  [['--as-of', 'yesterday'], /--as-of yesterday\s+\^ expected a date, or a date-time with its offset/],
  [['--as-of', '2026-02-30'], /\^ expected a date/],
  [['--imported-at', '2026-01-05T09:12'], /\^ expected a date/],
  [['--imported-at', '2999-01-01'], /that is not in the future/],
  [['--as-of'], /^--as-of: expected a value/],
  [['--customers='], /^--customers: expected a value/]
] as const) {
  test(`given \`${args.join(' ')}\`, when it runs, then it says what is wrong before anything is done`, async () => {
    const { code, stderr, stdout } = await runDemo([...db('never'), '--json', ...args])
    assert.is(code, 1)
    assert.is(stdout, '')
    assert.match(stderr, expected)
    assert.not.ok((await readdir(directory)).includes('never'))
  })
}

test('given an event store that is not there, when it runs, then it says so once and ends', async () => {
  const { code, stderr, stdout } = await runDemo([...db('c'), '--json'], undefined, {
    EVENTSTOREDB_URL: 'esdb://127.0.0.1:1?tls=false'
  })
  assert.is(code, 1)
  assert.is(stdout, '')
  assert.match(stderr, /^the event store of EVENTSTOREDB_URL did not answer: .*\n$/)
})

test('given read models of events that are gone, when it runs, then it says so instead of waiting for them', async () => {
  await rm(join(directory, 'a', 'events'), { recursive: true })
  const { code, stderr, stdout } = await runDemo([...db('a'), '--json'])
  assert.is(code, 1)
  assert.is(stdout, '')
  assert.match(stderr, /^the read models belong to other events .*\n$/)
})

test.run()
