import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCode, LogJson, ProjectionsJson, RebuildJson, VersionJson } from '@accountable/adapters/cli'
import { openStores } from '@accountable/adapters/stores'
import { attempts, customerProjections } from '@accountable/projections/customer'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { contoso } from '../../projections/history/seed-store.js'
import { answered, run } from './command-line.js'
import { leftBy } from './left-by.js'

let root = ''
let db = ''

const { version } = attempts

/** Kept a log of everything but what was refused to one customer. */
const older = customerProjections.map((one) =>
  one.name === 'attempts'
    ? {
        ...one,
        version: 0,
        evolve: (...[rows, timed]: Parameters<typeof one.evolve>) =>
          timed.stored.streamName === `customerAttempt-${contoso}` ? {} : one.evolve(rows, timed)
      }
    : one
)

const projections = (...argv: ReadonlyArray<string>) => run('projections', ...argv, '--db', db)

const versions = async () =>
  answered(ProjectionsJson, await projections('status', '--json'))
    .filter(({ name }) => name === 'attempts')
    .map((one) => [one.version, one.live])

/** An engine that feeds this version comes, or goes. */
const engine = async (change: 'acquireLease' | 'releaseLease'): Promise<void> => {
  const status = answered(ProjectionsJson, await projections('status', '--json'))
  const group = status.find((one) => one.name === 'attempts' && one.version === version)?.group ?? ''
  const { readModels: store, close } = await openStores({ directory: db, environment: {} })
  const done: E.Either<unknown, unknown> = await store[change](group, 'an engine', 600_000)()
  await close()
  assert.ok(E.isRight(done))
}

const attemptsShown = async (): Promise<number> =>
  answered(LogJson, await run('attempts', '--customer', contoso, '--json', '--db', db)).length

const refusal = async (...argv: ReadonlyArray<string>) => {
  const { code, out, notes } = await projections(...argv)
  assert.equal([code, out], [exitCode.noAnswer, ''])
  return notes.at(-1)
}

const readModels = suite('accountable projections: versions', undefined, { timeout: 120_000 })
readModels.before.each(async () => {
  root = await mkdtemp(join(tmpdir(), 'accountable-versions-'))
  db = await leftBy(root, older)
})
readModels.after.each(() => rm(root, { recursive: true }))

readModels(
  'given an older version that is shown, when the new one is built to be kept, then it is compared, and only show shows it',
  async () => {
    const kept = answered(RebuildJson, await projections('rebuild', 'attempts', '--keep', '--rest', '1', '--json'))
    assert.equal([kept.version, kept.shown, kept.comparison?.version], [version, false, 0])
    assert.ok((kept.comparison?.differences ?? 0) >= 7)
    assert.equal([kept.comparison?.first?.kind, kept.comparison?.tablesOnlyBefore], ['onlyAfter', []])
    const both = [
      [0, true],
      [version, false]
    ]
    assert.equal(await versions(), both)

    const again = await projections('rebuild', 'attempts', '--keep')
    assert.is(again.code, exitCode.answered, again.notes.join('\n'))
    const [built, compared, first, next] = again.out.split('\n')
    assert.is(built, `version ${version} of attempts is built, and not shown`)
    assert.match(compared ?? '', /^compared with version 0: \d+ rows, [1-9]\d* of them differ$/)
    assert.match(first ?? '', `the event at ${kept.comparison?.first?.position}, in `)
    assert.match(first ?? '', `only version ${version} has it`)
    assert.is(next, `to show it: accountable projections show attempts ${version}`)
    assert.equal(await versions(), both)

    const shown = answered(VersionJson, await projections('show', 'attempts', String(version), '--json'))
    assert.equal(shown, { name: 'attempts', version })
    assert.is(await attemptsShown(), 7)
  }
)

readModels(
  'given a new version that was shown, when the older one is shown again, then it stays shown, and the new one can be dropped',
  async () => {
    const rebuilt = (await projections('rebuild', 'attempts')).out.split('\n')
    assert.is(rebuilt[0], `version ${version} of attempts is shown`)
    assert.is(rebuilt.at(-2), 'the way back: accountable projections show attempts 0')
    assert.is(await attemptsShown(), 7)
    assert.is((await projections('show', 'attempts', '0')).out, 'version 0 of attempts is shown\n')
    assert.is(await attemptsShown(), 0)

    assert.match((await refusal('drop', 'attempts', '0')) ?? '', /^version 0 of attempts is shown: /)
    await engine('acquireLease') // one that feeds it
    const fed = await projections('drop', 'attempts', String(version))
    assert.equal([fed.code, fed.out], [exitCode.unavailable, ''])
    assert.match(fed.notes.at(-1) ?? '', /^an engine is at work on .*: stop it first$/)
    await engine('releaseLease')
    const dropped = answered(VersionJson, await projections('drop', 'attempts', String(version), '--json'))
    assert.equal(dropped, { name: 'attempts', version })
    assert.equal(await versions(), [[0, true]])
  }
)

readModels('given no such version or read model, when it is asked for, then one line says so', async () => {
  for (const verb of ['show', 'drop']) {
    assert.is(await refusal(verb, 'attempts', '9'), 'the store has no version 9 of attempts, only 0')
    assert.is(await refusal(verb, 'guesses', '1'), 'this program has no read model guesses')
    assert.is((await projections(verb, 'attempts', 'new')).code, exitCode.usage)
  }
  assert.is((await projections('rebuild', 'attempts', '--rest', '-1')).code, exitCode.usage)
  assert.equal(await versions(), [[0, true]])
})
readModels.run()
