import { createInMemoryEventStore, createInMemoryLog } from '@accountable/adapters/in-memory'
import type { EventStore } from '@accountable/domain/application'
import { customerStream } from '@accountable/domain/customer'
import { createCustomerHistories, type HistoryAnswer, type Moment, parseMoment } from '@accountable/projections/history'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { contoso, importedAt, seedStore } from './seed-store.js'

const log = createInMemoryLog()
const eventStore = createInMemoryEventStore(log)
const histories = createCustomerHistories(eventStore)

const fail = (message: string): never => {
  throw new Error(message)
}

const found = <Answer>(asked: HistoryAnswer<Answer>): Answer =>
  asked.type === 'found' ? asked.answer : fail(JSON.stringify(asked))

const moment = (text: string): Moment => parseMoment(text) ?? fail(`no moment: ${text}`)

const door = suite('the door for histories')
door.before(() => seedStore(eventStore))

door('who gave this customer its name, when and why?', async () => {
  const row = found(await histories.blame(contoso)).find(({ path }) => path === '/companyProfile/companyName')
  assert.is(row?.revision, '3')
  assert.is(row?.actor.userPrincipalName, 'hal@partner.example')
  assert.is(row?.reason?.code, 'CustomerRequest')
  assert.is(row?.effectiveAt, '2025-12-28T01:07:18.000Z')
})

door('who raised this customer’s risk, on whose authority, and was it taken back?', async () => {
  const intervals = found(await histories.permissionTimeLine(contoso))
  assert.equal(
    intervals.map(({ resource, from, to, grantedBy, grantReason, grantedWithOtherRoles, revokedBy, revokeReason }) => [
      resource,
      from,
      grantedBy.userPrincipalName,
      grantReason?.code,
      grantedWithOtherRoles,
      to,
      revokedBy?.userPrincipalName,
      revokeReason?.code
    ]),
    [
      [
        'AzureReservedInstances',
        '2025-12-31T18:17:03.000Z',
        'ada@partner.example',
        'ContractSigned',
        [],
        '2026-01-04T18:33:55.000Z',
        'ada@partner.example',
        'CreditRisk'
      ],
      [
        'AzureSavingsPlan',
        '2026-01-02T03:10:36.000Z',
        'mo@partner.example',
        'ContractSigned',
        ['SalesAgent'],
        null,
        undefined,
        undefined
      ]
    ]
  )
})

door('what did this account look like on 31 December?', async () => {
  const asOf = found(await histories.stateAsOf(contoso, moment('2025-12-31')))
  assert.is(asOf.revision, '4')
  assert.equal(asOf.account.purchasePermissions, { AzureReservedInstances: true, AzureSavingsPlan: false })
})

door('which fields has the first quarter changed?', async () => {
  const { changes } = found(await histories.diff(contoso, moment('2025-12-31'), moment('2026-03-31')))
  assert.ok(changes.some(({ path, to }) => path === '/purchasePermissions/AzureSavingsPlan' && to === true))
  assert.ok(changes.every(({ from, to }) => from !== to))
})

door('given a registration, then its leaves come from nothing, and nothing else does', async () => {
  const rows = found(await histories.history(contoso))
  const registered = rows.filter(({ revision }) => revision === '0')
  assert.ok(registered.length > 20)
  assert.ok(registered.every(({ from, effectiveAt }) => from === null && effectiveAt === importedAt))
  assert.equal([...new Set(rows.map(({ revision }) => revision))], ['0', '1', '2', '3', '4', '5', '6', '7'])
})

door('given a customer that nobody registered, or a text that is no id, then it says so', async () => {
  for (const id of ['95652564-0000-4000-8000-000000000000', 'contoso']) {
    assert.equal(await histories.history(id), { type: 'notRegistered' })
    assert.equal(await histories.stateAsOf(id, moment('2026-01-01')), { type: 'notRegistered' })
  }
})

door(
  'given a moment before the registration or a revision beyond the last, then it says where the history lies',
  async () => {
    const before = await histories.stateAsOf(contoso, moment('2025-11-30'))
    assert.is(before.type === 'noSuchMoment' && before.problem.type, 'BeforeTheBeginning')
    const beyond = await histories.diff(contoso, moment('0'), moment('8'))
    assert.equal(beyond, { type: 'noSuchMoment', problem: { type: 'BeyondTheEnd', lastRevision: '7' } })
  }
)

door(
  'given a store that is away, a deleted stream or an event of a later version, then the cause is named',
  async () => {
    const away: EventStore = {
      ...eventStore,
      readStream: () => async () => E.left({ type: 'StoreUnavailable', message: 'away' })
    }
    assert.equal(await createCustomerHistories(away).blame(contoso), {
      type: 'failed',
      cause: 'StoreUnavailable',
      retryable: true
    })
    const own = createInMemoryLog()
    own.store(customerStream(contoso), [
      { eventId: contoso, type: 'CustomerMerged', data: '{}', metadata: '{"schemaVersion":1}' }
    ])
    const { history } = createCustomerHistories(createInMemoryEventStore(own))
    assert.equal(await history(contoso), { type: 'failed', cause: 'NewerEvent', retryable: false })
    own.deleteStream(customerStream(contoso), 'soft')
    assert.equal(await history(contoso), { type: 'failed', cause: 'StreamUnreadable', retryable: false })
  }
)

door('given texts, then revisions, positions, times and bare dates are told apart, and other texts are none', () => {
  assert.equal(parseMoment('7'), { type: 'revision', revision: 7n })
  assert.equal(parseMoment('12:7'), { type: 'position', position: { commit: 12n, prepare: 7n } })
  const endOfMarch = Date.parse('2026-03-31T23:59:59.999Z')
  assert.equal(parseMoment('2026-03-31', 'recorded'), { type: 'time', at: endOfMarch, clock: 'recorded' })
  assert.equal(parseMoment('2026-04-01T01:59:59.999+02:00'), { type: 'time', at: endOfMarch, clock: 'effective' })
  for (const text of ['', '-1', '2026-02-30', '2026-02-30T00:00:00Z', '2026-03-31T10:00', 'tomorrow', '1:']) {
    assert.is(parseMoment(text), undefined)
  }
})
door.run()
