import { attemptStream, type EventStore, encodeAttemptEvent } from '@accountable/domain/application'
import type { JsonObject, StoredEvent } from '@accountable/domain/kernel'
import { revision } from '@accountable/domain/kernel'
import {
  actor,
  commandBuilders,
  customerId,
  eventMetadata,
  grantPurchasePermission,
  partnerCenterCustomer,
  registerCustomer,
  revokePurchasePermission,
  submitted,
  updateBillingInfo,
  updateCompanyDetails,
  uuid
} from '@accountable/domain/testing'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { attemptsIn, type Opened, openApplication } from './opened-application.js'

const t = suite('outcomes are remembered', undefined, { timeout: 60_000 })

const registered = async (): Promise<Opened> => {
  const opened = openApplication()
  await opened.application.execute(submitted(registerCustomer()))
  return opened
}

t('an accepted command happens once: again it gets the first answer, in this process and in another one', async () => {
  const one = openApplication()
  const register = submitted(registerCustomer())
  const first = await one.application.execute(register)
  assert.is(first.outcome, 'accepted')
  const again = { ...first, replayed: true }
  assert.equal(await one.application.execute(register), again)
  assert.equal(await openApplication({}, { on: one }).application.execute(register), again)
  await one.application.execute(submitted(updateBillingInfo()))
  assert.equal(await one.application.execute(register), again)
  assert.is(one.events().length, 2)
  assert.is(one.entries().length, 0)
})

t('an unchanged command keeps the revision that it was decided on, whatever came after it', async () => {
  const one = await registered()
  const revoke = submitted(revokePurchasePermission())
  const first = await one.application.execute(revoke)
  assert.equal([first.outcome, first.replayed], ['unchanged', false])
  await one.application.execute(submitted(grantPurchasePermission()))
  const two = openApplication({}, { on: one })
  assert.equal(await two.application.execute(revoke), { ...first, replayed: true })
  assert.is(one.events().length, 2)
  assert.is(one.entries().length, 1)
})

t('a refused command stays refused, even where it would be accepted by now', async () => {
  const one = openApplication()
  const grant = submitted(grantPurchasePermission())
  const first = await one.application.execute(grant)
  assert.ok(first.outcome === 'refused' && first.position !== undefined)
  assert.equal([first.rejection, first.recorded], [{ type: 'CustomerNotRegistered' }, 'stored'])
  await one.application.execute(submitted(registerCustomer()))
  const two = openApplication({}, { on: one })
  assert.equal(await two.application.execute(grant), { ...first, replayed: true })
  assert.is(one.events().length, 1)
  assert.is(one.entries().length, 1)
})

t('every refusal that needed the state is remembered', async () => {
  const one = await registered()
  const commands = [
    updateBillingInfo({ commandId: uuid(1), expectedRevision: revision(5n) }),
    updateBillingInfo({ commandId: uuid(2), data: { id: uuid(1) } }),
    updateBillingInfo({ commandId: uuid(3), data: { defaultAddress: { country: 'DE' } } }),
    updateBillingInfo({ commandId: uuid(4), data: { culture: 'xx' } }),
    grantPurchasePermission({ commandId: uuid(5), data: { evidence: null } }),
    registerCustomer({ commandId: uuid(6), data: { commerceId: uuid(1) } })
  ]
  const types = []
  for (const command of commands) {
    const first = await one.application.execute(submitted(command))
    assert.ok(first.outcome === 'refused' && first.recorded === 'stored')
    types.push(first.rejection.type)
    assert.equal(await one.application.execute(submitted(command)), { ...first, replayed: true })
  }
  assert.equal(types, [
    'RevisionConflict',
    'ImmutableField',
    'CountryChangeNotAllowed',
    'RuleViolated',
    'PurchasingNotAvailable',
    'CustomerAlreadyRegistered'
  ])
  assert.is(one.entries().length, commands.length)
})

t('the same id with another payload is an error, whatever became of the first', async () => {
  const accepted = await registered()
  const unchanged = await registered()
  const refused = openApplication()
  await accepted.application.execute(submitted(updateBillingInfo()))
  await unchanged.application.execute(submitted(revokePurchasePermission({ commandId: updateBillingInfo().commandId })))
  await refused.application.execute(submitted(updateCompanyDetails({ commandId: updateBillingInfo().commandId })))
  for (const { application, events } of [accepted, unchanged, refused]) {
    const before = events().length
    const outcome = await application.execute(submitted(updateBillingInfo({ data: { firstName: 'Kim' } })))
    assert.equal(outcome, {
      outcome: 'refused',
      commandId: updateBillingInfo().commandId,
      replayed: false,
      rejection: { type: 'CommandIdReused' },
      recorded: 'queued'
    })
    assert.is(events().length, before)
  }
})

t(
  'a payload is type, expected revision, data, reason and actor’s id; anything else may be new in a retry',
  async () => {
    const { application } = await registered()
    const command = updateBillingInfo({ reason: { code: 'CustomerRequest' } })
    await application.execute(submitted(command))
    const retried = {
      ...submitted(command),
      commandId: command.commandId.toUpperCase(),
      issuedAt: '2026-01-05T09:14:00+00:00',
      correlationId: uuid(1),
      causationId: uuid(2),
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      source: 'retry',
      confirm: ['CompanyNameContainsTopLevelDomain'],
      actor: actor({ roles: ['SalesAgent'], userPrincipalName: 'other@partner.example', kind: 'system' })
    }
    const outcome = await application.execute(retried)
    assert.equal([outcome.outcome, outcome.replayed], ['accepted', true])
    const others = [
      { ...submitted(command), type: 'UpdateCompanyDetails' },
      { ...submitted(command), expectedRevision: '1' },
      { ...submitted(command), reason: { code: 'Correction' } },
      { ...submitted(command), reason: null },
      { ...submitted(command), actor: actor({ id: 'actor-2' }) },
      { ...submitted(command), data: { ...command.data, firstName: ' Dana' } }
    ]
    for (const other of others) {
      const reused = await application.execute(other)
      assert.ok(reused.outcome === 'refused')
      assert.is(reused.rejection.type, 'CommandIdReused')
    }
  }
)

t('the same id for another customer is another command', async () => {
  const { application } = await registered()
  const outcome = await application.execute({
    ...submitted(registerCustomer()),
    customerId: uuid(0xd),
    data: partnerCenterCustomer({ id: uuid(0xd), companyProfile: { tenantId: uuid(0xd) } })
  })
  assert.equal([outcome.outcome, outcome.replayed], ['accepted', false])
})

t('what is computed anew each time changes nothing that is remembered for the id', async () => {
  const one = openApplication()
  const register = submitted(registerCustomer())
  const denied = await one.application.execute({ ...register, actor: actor({ roles: ['BillingAdmin'] }) })
  const invalid = await one.application.execute({ ...register, data: null })
  assert.equal([denied.outcome, invalid.outcome], ['refused', 'refused'])
  const accepted = await one.application.execute(register)
  assert.equal([accepted.outcome, accepted.replayed], ['accepted', false])
  const reused = await one.application.execute({ ...register, reason: null })
  assert.is(reused.outcome, 'refused')
  assert.equal(await one.application.execute(register), { ...accepted, replayed: true })
})

t('a confirmed command keeps its commandId', async () => {
  const { application } = await registered()
  const renamed = submitted(updateCompanyDetails({ data: { companyName: 'Contoso.com Company' } }))
  for (let time = 0; time < 2; time++) {
    const asked = await application.execute(renamed)
    assert.ok(asked.outcome === 'refused' && asked.rejection.type === 'ConfirmationRequired')
    assert.is(asked.replayed, false)
  }
  const confirmed = { ...renamed, confirm: ['CompanyNameContainsTopLevelDomain'] }
  const outcome = await application.execute(confirmed)
  assert.equal([outcome.outcome, outcome.replayed], ['accepted', false])
  assert.equal(await application.execute(renamed), { ...outcome, replayed: true })
})

t('attempts are remembered for a hundred entries', async () => {
  const one = await registered()
  const revoke = submitted(revokePurchasePermission())
  const first = await one.application.execute(revoke)
  for (let n = 1; n < 100; n++) {
    await one.application.execute(submitted(revokePurchasePermission({ commandId: uuid(0x1000 + n) })))
  }
  assert.equal(await one.application.execute(revoke), { ...first, replayed: true })
  await one.application.execute(submitted(revokePurchasePermission({ commandId: uuid(0x2000) })))
  assert.is((await one.application.execute(revoke)).replayed, false)
})

t('where a race left an entry and an event, the event is the outcome', async () => {
  const one = await registered()
  const update = submitted(updateBillingInfo())
  const accepted = await one.application.execute(update)
  const [, event] = one.events()
  assert.ok(event)
  const { personal } = event.data as { readonly personal: JsonObject }
  const { '/metadata/payloadHash': payloadHash } = personal[`notes:${customerId}`] as Readonly<Record<string, string>>
  const { commandId } = updateBillingInfo()
  const entry = encodeAttemptEvent(
    {
      type: 'CommandRefused',
      data: {
        customerId,
        commandType: 'UpdateBillingInfo',
        rejection: { type: 'CustomerNotRegistered' },
        remembered: true
      }
    },
    eventMetadata({ commandId, payloadHash: payloadHash ?? '' })
  )
  await one.eventStore.appendToStream(attemptStream(customerId), 'noStream', [{ eventId: uuid(0xeeee), ...entry }])()
  assert.equal(await one.application.execute(update), { ...accepted, replayed: true })
})

/** A store in which the notes about customers were forgotten. */
const forgetting = (eventStore: EventStore): EventStore => {
  const forget = (stored: StoredEvent): StoredEvent => {
    const { personal, ...data } = stored.data as JsonObject
    const bags = Object.entries(personal as JsonObject).map(([subject, bag]) =>
      subject.startsWith('notes:') ? [subject, { key: 'key-1', cipher: 'AAAA' }] : [subject, bag]
    )
    return { ...stored, data: { ...data, personal: Object.fromEntries(bags) } }
  }
  return {
    ...eventStore,
    readStream: (...args) =>
      TE.map((page: ReadonlyArray<StoredEvent>) => page.map(forget))(eventStore.readStream(...args)),
    readStreamBackwards: (...args) =>
      TE.map((page: ReadonlyArray<StoredEvent>) => page.map(forget))(eventStore.readStreamBackwards(...args))
  }
}

t('where the payload’s hash was forgotten, the commandId alone decides', async () => {
  const one = await registered()
  await one.application.execute(submitted(revokePurchasePermission()))
  await one.application.execute(submitted(updateBillingInfo({ data: { culture: 'xx' } })))
  const two = openApplication({}, { on: one, through: forgetting })
  const other = { actor: actor({ id: 'somebody else' }) }
  const accepted = await two.application.execute(submitted(registerCustomer(other)))
  assert.equal([accepted.outcome, accepted.replayed], ['accepted', true])
  const unchanged = await two.application.execute(submitted(revokePurchasePermission(other)))
  assert.equal([unchanged.outcome, unchanged.replayed], ['unchanged', true])
  const refused = await two.application.execute(submitted(updateBillingInfo(other)))
  assert.ok(refused.outcome === 'refused' && refused.replayed)
  assert.is(refused.rejection.type, 'RuleViolated')
})

t('every command has one answer, however often and by whom it is sent', async () => {
  const one = openApplication()
  const commands = Object.values(commandBuilders).map((build) => submitted(build()))
  const first = []
  for (const command of commands) first.push(await one.application.execute(command))
  const two = openApplication({}, { on: one })
  for (const [index, command] of commands.entries()) {
    assert.equal(await two.application.execute(command), { ...first[index], replayed: true })
  }
  assert.equal(
    first.map(({ outcome }) => outcome),
    ['accepted', 'accepted', 'refused', 'accepted', 'accepted']
  )
  assert.is(attemptsIn(one).length, 1)
})

t.run()
