import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCode, LogJson, ProjectionsJson, RebuildJson, ReplayedJson } from '@accountable/adapters/cli'
import { attempts, customerProjections } from '@accountable/projections/customer'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { contoso } from '../../projections/history/seed-store.js'
import { answered, run } from './command-line.js'
import { leftBy } from './left-by.js'

let root = ''
let directories = 0
const newDirectory = (): string => join(root, String(++directories))

const projections = suite('accountable projections', undefined, { timeout: 120_000 })
projections.before(async () => {
  root = await mkdtemp(join(tmpdir(), 'accountable-projections-'))
})
projections.after(() => rm(root, { recursive: true }))

projections('given read models of an older version, when one is rebuilt, then this version is shown', async () => {
  const older = customerProjections.map((one) => (one.name === 'attempts' ? { ...one, version: 0 } : one))
  const db = await leftBy(newDirectory(), older)
  const rebuilt = answered(RebuildJson, await run('projections', 'rebuild', 'attempts', '--json', '--db', db))
  assert.equal([rebuilt.name, rebuilt.version, rebuilt.shown], ['attempts', attempts.version, true])
  const status = answered(ProjectionsJson, await run('projections', 'status', '--json', '--db', db))
  assert.equal(
    status.filter(({ name }) => name === 'attempts').map(({ version, live }) => [version, live]),
    [
      [0, false],
      [attempts.version, true]
    ]
  )
  assert.is(answered(LogJson, await run('attempts', '--customer', contoso, '--json', '--db', db)).length, 7)
})

projections('given events that other code could not handle, when replayed, then they are in the log', async () => {
  const failing = customerProjections.map((one) =>
    one.name === 'activity-log'
      ? {
          ...one,
          evolve: (...[rows, timed]: Parameters<typeof one.evolve>) => {
            if (timed.stored.streamName === `customer-${contoso}` && timed.stored.revision > 3n)
              throw new Error('a bug')
            return one.evolve(rows, timed)
          }
        }
      : one
  )
  const db = await leftBy(newDirectory(), failing)
  const before = answered(ProjectionsJson, await run('projections', 'status', '--json', '--db', db))
  assert.ok(before.every(({ parked }) => parked.includes(`customer-${contoso}`)))
  const changes = async () => {
    const log = answered(
      LogJson,
      await run('log', '--customer', contoso, '--status', 'succeeded', '--json', '--db', db)
    )
    return new Set(log.map(({ revision }) => revision)).size
  }
  assert.is(await changes(), 4)
  const replay = ['projections', 'replay-parked', contoso, '--db', db]
  assert.equal(answered(ReplayedJson, await run(...replay, '--json')), [{ group: 'customers', events: 4 }])
  assert.is(await changes(), 8)
  const again = await run(...replay)
  assert.equal([again.code, again.notes.at(-1)], [exitCode.noAnswer, 'no events of that customer wait'])
})
projections.run()
