import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeEnvironment } from '@accountable/adapters/environment'
import { createCustomerExports } from '@accountable/adapters/export'
import { createInMemoryEventStore } from '@accountable/adapters/in-memory'
import { createExportAudit, decodeExportEvent } from '@accountable/domain/application'
import type { Role } from '@accountable/domain/policy'
import { reach } from '@accountable/projections'
import { customerProjections } from '@accountable/projections/customer'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { answered, customerWorld, endOf } from '../../projections/customer-world.js'
import { contoso, seedStore } from '../../projections/history/seed-store.js'
import { duckdb } from './duckdb.js'

const world = customerWorld()
const eventStore = createInMemoryEventStore(world.log)
const exports = createCustomerExports(world.store, createExportAudit({ ...nodeEnvironment, eventStore }))
const actorWith = (...roles: Role[]) =>
  ({ kind: 'user', id: 'u-ada', userPrincipalName: 'ada@partner.example', tenantId: null, roles }) as const
const ada = actorWith('AdminAgent')

const catchUp = async (): Promise<void> => {
  const running = world.run()
  for (const { name } of customerProjections) assert.ok(E.isRight(await reach(world.store, name, endOf(world))()))
  await running.stop()
}

/** The records of exports, oldest first. */
const records = () =>
  world.log.records
    .filter(({ streamName }) => streamName.startsWith('customerExport-'))
    .map((stored) => {
      const decoded = decodeExportEvent(stored)
      if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
      return decoded.right
    })

const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}

let root = ''
const exporting = suite('exports of read models', undefined, { timeout: 60_000 })
exporting.before(async () => {
  root = await mkdtemp(join(tmpdir(), 'accountable-export-'))
  await seedStore(eventStore)
  await catchUp()
})
exporting.after(() => rm(root, { recursive: true }))

exporting(
  'given the activity log as CSV, when DuckDB reads it, then Microsoft’s columns come first and tell what the query tells',
  async () => {
    const file = join(root, 'log.csv')
    right(await exports.toFile({ model: 'activity-log', format: 'csv', actor: ada, file }))
    const header = (await readFile(file, 'utf8')).split('\r\n')[0]
    assert.ok(header?.startsWith('\uFEFFDate-Time,Affected customer,Action,Partner user,Status,'))
    const read = await duckdb(
      `SELECT "Affected customer" AS name, "Partner user" AS who, status, event_id, ordinal FROM read_csv('${file}', header = true)
       WHERE customer_id = '${contoso}' ORDER BY "Date-Time" DESC, commit_of(position) DESC, ordinal DESC`.replace(
        'commit_of(position)',
        "CAST(split_part(position, ':', 1) AS BIGINT)"
      )
    )
    const { rows } = answered(await world.queries.activityLog({ customerId: contoso, limit: 500 }))
    assert.equal(
      read.map(({ name, who, Status, event_id }) => [name, who, Status, event_id]),
      rows.map(({ customerName, actor, status, eventId }) => [customerName, actor.name ?? actor.id, status, eventId])
    )
    assert.equal(
      new Set(rows.map(({ customerName }) => customerName)),
      new Set(['Contoso, Ltd.', 'Contoso Holdings, Ltd.', 'Contoso Holdings Ltd'])
    )
  }
)

exporting(
  'given each read model as Parquet, when DuckDB reads it, then it has the rows of the read model',
  async () => {
    for (const [model, count] of [
      ['customer-account', 24n],
      ['customer-directory', 24n],
      ['purchase-permissions', 14n]
    ] as const) {
      const file = join(root, `${model}.parquet`)
      right(await exports.toFile({ model, format: 'parquet', actor: ada, file }))
      assert.equal(await duckdb(`SELECT count(*) AS n FROM read_parquet('${file}')`), [{ n: count }], model)
    }
  }
)

exporting('given an export, then it is recorded: who, what, up to where, and the hash of the file', async () => {
  const file = join(root, 'recorded.ndjson')
  const { rows, sha256 } = right(
    await exports.toFile({ model: 'customer-directory', format: 'ndjson', actor: ada, file })
  )
  const record = records().at(-1)
  if (record === undefined) throw new Error('no record')
  const { event, metadata, stored } = record
  assert.is(stored.revision, 0n)
  assert.is(event.data.model, 'customer-directory')
  assert.equal([event.data.rows, event.data.contentHash], [rows, sha256])
  assert.is(event.data.fromPosition, null)
  assert.is(metadata.actor?.id, 'u-ada')
})

exporting('given an actor without the role, then nothing is written and nothing recorded', async () => {
  const before = records().length
  const file = join(root, 'denied.csv')
  const denied = await exports.toFile({ model: 'activity-log', format: 'csv', actor: actorWith('SalesAgent'), file })
  assert.equal(denied, E.left({ type: 'NotAudited', cause: 'RoleNotAllowed' }))
  assert.is(records().length, before)
  assert.not.ok((await readdir(root)).includes('denied.csv'))
})

exporting(
  'given changes between two exports into a directory, then the second part has those rows and no other',
  async () => {
    const directory = join(root, 'parts')
    const wanted = { model: 'activity-log', format: 'parquet', actor: ada, directory } as const
    const first = right(await exports.toDirectory(wanted))
    assert.is(right(await exports.toDirectory(wanted)).added, undefined)
    const outcome = await world.application.execute({
      type: 'RevokePurchasePermission',
      customerId: contoso,
      commandId: '11111111-1111-4111-8111-111111111111',
      issuedAt: '2026-01-05T08:00:00.000Z',
      actor: ada,
      reason: { code: 'CreditRisk' },
      data: { resource: 'AzureSavingsPlan' }
    })
    assert.is(outcome.outcome, 'accepted')
    await catchUp()
    const second = right(await exports.toDirectory(wanted))
    assert.is(second.added?.rows, 1)
    assert.is(second.added?.after, first.added?.upTo)
    const read = await duckdb(
      `SELECT count(*) AS n, count(DISTINCT event_id || '/' || ordinal) AS d FROM read_parquet('${directory}/*.parquet')`
    )
    const all = BigInt((first.added?.rows ?? 0) + 1)
    assert.equal(read, [{ n: all, d: all }])
  }
)
exporting.run()
