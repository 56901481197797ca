import type { EventStore } from '@accountable/domain/application'
import {
  grantPurchasePermission,
  registerCustomer,
  revokePurchasePermission,
  submitted,
  updateBillingInfo,
  uuid
} from '@accountable/domain/testing'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { attemptsIn, type Opened, openApplication } from './opened-application.js'

const t = suite('races', undefined, { timeout: 60_000 })

/** Every answer of the store arrives a turn of the event loop later, so that commands overlap. */
const slowly = (eventStore: EventStore): EventStore => {
  const later =
    <A>(task: () => Promise<A>) =>
    async (): Promise<A> => {
      await new Promise(setImmediate)
      const answer = await task()
      await new Promise(setImmediate)
      return answer
    }
  return {
    readStream: (...args) => later(eventStore.readStream(...args)),
    readStreamBackwards: (...args) => later(eventStore.readStreamBackwards(...args)),
    appendToStream: (...args) => later(eventStore.appendToStream(...args))
  }
}

const registered = async (): Promise<Opened> => {
  const opened = openApplication({}, { through: slowly })
  await opened.application.execute(submitted(registerCustomer()))
  return opened
}

const twenty = Array.from({ length: 20 }, (_, n) => uuid(0x1000 + n))

/** Twenty commands at once, sent to two processes in turn. */
const atOnce = async (one: Opened, commands: ReadonlyArray<unknown>) => {
  const two = openApplication({}, { on: one, through: slowly })
  return Promise.all(commands.map((command, n) => (n % 2 === 0 ? one : two).application.execute(command)))
}

const counted = (outcomes: ReadonlyArray<{ readonly outcome: string }>) => {
  const counts: Record<string, number> = {}
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

t('of twenty grants at once, one is accepted and the others find it so', async () => {
  const one = await registered()
  const outcomes = await atOnce(
    one,
    twenty.map((commandId) => submitted(grantPurchasePermission({ commandId })))
  )
  assert.equal(counted(outcomes), { accepted: 1, unchanged: 19 })
  assert.is(one.events().length, 2)
  assert.is(one.entries().length, 19)
})

t('of twenty updates from the same revision, one is accepted and the others are told of it', async () => {
  const one = await registered()
  const outcomes = await atOnce(
    one,
    twenty.map((commandId, n) =>
      submitted(updateBillingInfo({ commandId, data: { firstName: `Kim ${'i'.repeat(n + 1)}` } }))
    )
  )
  assert.equal(counted(outcomes), { accepted: 1, refused: 19 })
  for (const outcome of outcomes) {
    if (outcome.outcome !== 'refused') continue
    assert.equal(outcome.rejection, {
      type: 'RevisionConflict',
      currentRevision: '1',
      changedFields: ['/billingProfile/defaultAddress/addressLine1', '/billingProfile/firstName']
    })
    assert.is(outcome.recorded, 'stored')
  }
  assert.is(one.events().length, 2)
  assert.is(attemptsIn(one).length, 19)
})

t('one command that is sent twenty times at once happens once, and has one answer', async () => {
  const one = await registered()
  const outcomes = await atOnce(
    one,
    twenty.map(() => submitted(grantPurchasePermission()))
  )
  assert.equal(counted(outcomes), { accepted: 20 })
  assert.is(new Set(outcomes.map((outcome) => outcome.outcome === 'accepted' && outcome.position)).size, 1)
  assert.is(outcomes.filter(({ replayed }) => !replayed).length, 1)
  assert.is(one.events().length, 2)
})

t('one unchanged command that is sent twenty times at once is remembered once', async () => {
  const one = await registered()
  const outcomes = await atOnce(
    one,
    twenty.map(() => submitted(revokePurchasePermission()))
  )
  assert.equal(counted(outcomes), { unchanged: 20 })
  assert.is(outcomes.filter(({ replayed }) => !replayed).length, 1)
  assert.is(one.entries().length, 1)
})

t('twenty switches on and off, at once, leave a history without a contradiction', async () => {
  const one = await registered()
  const outcomes = await atOnce(
    one,
    twenty.map((commandId, n) =>
      submitted(n % 4 < 2 ? grantPurchasePermission({ commandId }) : revokePurchasePermission({ commandId }))
    )
  )
  assert.is(outcomes.filter(({ outcome }) => outcome === 'failed' || outcome === 'refused').length, 0)
  const types = one
    .events()
    .slice(1)
    .map(({ type }) => type)
  for (const [n, type] of types.entries()) {
    assert.is(type, n % 2 === 0 ? 'PurchasePermissionGranted' : 'PurchasePermissionRevoked')
  }
  assert.is(types.length + one.entries().length, 20)
})

t('twenty customers at once are in nobody’s way', async () => {
  const one = openApplication({}, { through: slowly })
  const outcomes = await atOnce(
    one,
    twenty.map((id) =>
      submitted(registerCustomer({ customerId: id, data: { id, companyProfile: { tenantId: null } } }))
    )
  )
  assert.equal(counted(outcomes), { accepted: 20 })
})

t.run()
