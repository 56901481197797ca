import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeEnvironment } from '@accountable/adapters/environment'
import { type CustomerReport, createCustomerReports } from '@accountable/adapters/export'
import { createInMemoryEventStore, createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { createExportAudit } from '@accountable/domain/application'
import { type ReadModelStore, reach, runProjections } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { customerWorld, endOf } from '../../projections/customer-world.js'
import { contoso, seedStore } from '../../projections/history/seed-store.js'

const world = customerWorld()
const eventStore = createInMemoryEventStore(world.log)
const audit = createExportAudit({ ...nodeEnvironment, eventStore })
const reports = createCustomerReports(world.store, audit)
const actor = { kind: 'user', id: 'u', userPrincipalName: null, tenantId: null, roles: ['AdminAgent'] } as const

const catchUp = async (store: ReadModelStore): Promise<void> => {
  const running = runProjections({
    feed: world.feed,
    store,
    decode: decodeCustomerFeed,
    projections: customerProjections
  })
  for (const { name } of customerProjections) assert.ok(E.isRight(await reach(store, name, endOf(world))()))
  await running.stop()
}

const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}

let commands = 0
const change = async (issuedAt: string): Promise<void> => {
  commands += 1
  const loaded = await world.application.load(contoso)
  if (loaded.type !== 'loaded') throw new Error(loaded.type)
  const outcome = await world.application.execute({
    type: 'UpdateCompanyDetails',
    customerId: contoso,
    commandId: `22222222-2222-4222-8222-${String(commands).padStart(12, '0')}`,
    expectedRevision: loaded.revision,
    issuedAt,
    actor,
    data: { companyName: `Contoso ${commands}`, organizationRegistrationNumber: null }
  })
  assert.is(outcome.outcome, 'accepted')
}

const models = ['activity-log', 'customer-account', 'customer-directory', 'purchase-permissions'] as const
const wanted: ReadonlyArray<Partial<CustomerReport>> = [
  {},
  { asOf: Date.parse('2026-01-03T23:59:59.999Z') },
  { asOf: Date.parse('2026-01-05T09:00:00.000Z'), clock: 'recorded' },
  { customerId: contoso, asOf: Date.parse('2025-12-29T00:00:00.000Z') }
]

let root = ''
const reporting = suite('reproducible reports', undefined, { timeout: 60_000 })
reporting.before(async () => {
  root = await mkdtemp(join(tmpdir(), 'accountable-report-'))
  world.setTime('2026-04-01T00:00:00.000Z')
  await seedStore(eventStore)
  await catchUp(world.store)
})
reporting.after(() => rm(root, { recursive: true }))

reporting(
  'given reports, when made again after more changes and after a rebuild, then the bytes are the same',
  async () => {
    const made = []
    for (const model of models) {
      for (const [index, more] of wanted.entries()) {
        const file = join(root, `${model}-${index}`)
        made.push({ file, stamp: right(await reports.run({ model, format: 'csv', actor, file, ...more })) })
      }
    }
    assert.ok(new Set(made.map(({ stamp }) => stamp.contentHash)).size > 10)
    await change('2026-01-02T00:00:00.000Z') // reported late: effective before some of the reports' moments
    await change('2026-04-01T00:00:00.000Z')
    await catchUp(world.store)
    const rebuilt = createInMemoryReadModels()
    await catchUp(rebuilt)
    for (const [name, store] of [
      ['live', world.store],
      ['rebuilt', rebuilt]
    ] as const) {
      for (const { file, stamp } of made) {
        const again = right(await createCustomerReports(store, audit).rerun(stamp, { actor, file: `${file}.${name}` }))
        assert.equal(again, stamp)
        assert.ok((await readFile(file)).equals(await readFile(`${file}.${name}`)), `${file} ${name}`)
      }
    }
  }
)

reporting('given a report as of a moment, then it holds what the query as of that moment answers', async () => {
  const file = join(root, 'held')
  const asOf = Date.parse('2026-01-03T23:59:59.999Z')
  right(await reports.run({ model: 'purchase-permissions', format: 'ndjson', actor, file, asOf }))
  const rows = (await readFile(file, 'utf8')).trimEnd().split('\n')
  const held = await world.queries.purchasePermissions({ asOf: { effectiveAt: asOf } })
  assert.equal(
    rows.map((row) => (JSON.parse(row) as { resource: string }).resource).toSorted(),
    (held.outcome === 'answered' ? held.value.rows : []).map(({ resource }) => resource as string).toSorted()
  )
})

reporting(
  'given a stamp whose hash, version or position cannot be met, then there is no file and the cause is named',
  async () => {
    const stamp = right(
      await reports.run({ model: 'customer-directory', format: 'csv', actor, file: join(root, 'stamped') })
    )
    const file = join(root, 'never')
    const cases = [
      [{ ...stamp, contentHash: 'f'.repeat(64) }, 'ReportDiffers'],
      [{ ...stamp, modelVersion: 99 }, 'OtherVersion'],
      [{ ...stamp, model: 'unheard-of' }, 'OtherVersion'],
      [{ ...stamp, projections: [{ name: 'customer-directory', version: 99 }] }, 'OtherVersion'],
      [{ ...stamp, position: '99999999999:0' }, 'NotReached']
    ] as const
    for (const [other, type] of cases) {
      const failed = await reports.rerun(other, { actor, file })
      assert.is(E.isLeft(failed) && failed.left.type, type)
    }
    assert.not.ok((await readdir(root)).includes('never'))
  }
)
reporting.run()
