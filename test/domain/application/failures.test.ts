import { type AppendError, attemptStream, type EventStore, type ReadError } from '@accountable/domain/application'
import { createCustomerEventEncoder, customerStream } from '@accountable/domain/customer'
import type { JsonObject, StoredEvent } from '@accountable/domain/kernel'
import {
  actor,
  customerId,
  eventMetadata,
  grantPurchasePermission,
  purchasePermissionGranted,
  registerCustomer,
  revokePurchasePermission,
  submitted,
  updateBillingInfo,
  uuid
} from '@accountable/domain/testing'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { sha1 } from '../digests.js'
import { type Opened, openApplication } from './opened-application.js'

const t = suite('when the store does not work')

type Failing = {
  readonly read?: ReadError
  readonly readAttempts?: ReadError
  readonly append?: AppendError
  readonly appendAttempt?: AppendError
  /** The append is stored, and its answer lost. */
  readonly stored?: boolean
}

const isAttempts = (streamName: string): boolean => streamName.startsWith('customerAttempt-')

const failing =
  ({ read, readAttempts, append, appendAttempt, stored = false }: Failing) =>
  (eventStore: EventStore): EventStore => ({
    readStream: (...args) => (read === undefined ? eventStore.readStream(...args) : TE.left(read)),
    readStreamBackwards: (...args) =>
      readAttempts === undefined ? eventStore.readStreamBackwards(...args) : TE.left(readAttempts),
    appendToStream: (streamName, ...args) => {
      const error = isAttempts(streamName) ? appendAttempt : append
      if (error === undefined) return eventStore.appendToStream(streamName, ...args)
      return async () => {
        if (stored) await eventStore.appendToStream(streamName, ...args)()
        return TE.left<AppendError>(error)()
      }
    }
  })

const unavailable = { type: 'StoreUnavailable', message: 'nobody answers' } as const
const unknown = { type: 'OutcomeUnknown', message: 'the connection broke' } as const
const mismatch = { type: 'RevisionMismatch', actual: 'noStream' } as const
const impossible = { type: 'AppendImpossible', message: 'too much' } as const

const registered = async (): Promise<Opened> => {
  const opened = openApplication()
  await opened.application.execute(submitted(registerCustomer()))
  return opened
}

const broken = (on: Opened, how: Failing): Opened => openApplication({}, { on, through: failing(how) })

const failedWith = (cause: string, retryable: boolean) => ({ outcome: 'failed', replayed: false, cause, retryable })

const outcomeOf = async ({ application }: Opened, command: Parameters<typeof submitted>[0]) => {
  const { commandId, ...outcome } = await application.execute(submitted(command))
  assert.is(commandId, command.commandId)
  return outcome
}

t('a store that does not answer is a failure to retry, and the retry is the first', async () => {
  const one = await registered()
  for (const how of [{ read: unavailable }, { readAttempts: unavailable }, { append: unavailable }]) {
    assert.equal(await outcomeOf(broken(one, how), updateBillingInfo()), failedWith('StoreUnavailable', true))
  }
  const retried = await outcomeOf(one, updateBillingInfo())
  assert.equal([retried.outcome, retried.replayed], ['accepted', false])
})

t('an append whose answer is lost may have happened, and the same command again finds out', async () => {
  for (const stored of [true, false]) {
    const one = await registered()
    const first = await outcomeOf(broken(one, { append: unknown, stored }), updateBillingInfo())
    assert.equal(first, failedWith('OutcomeUnknown', true))
    const retried = await outcomeOf(one, updateBillingInfo())
    assert.equal([retried.outcome, retried.replayed], ['accepted', stored])
    assert.is(one.events().length, 2)
  }
})

t('an entry whose answer is lost is found out in the same way', async () => {
  for (const stored of [true, false]) {
    const one = await registered()
    const first = await outcomeOf(broken(one, { appendAttempt: unknown, stored }), revokePurchasePermission())
    assert.equal(first, failedWith('OutcomeUnknown', true))
    const retried = await outcomeOf(one, revokePurchasePermission())
    assert.equal([retried.outcome, retried.replayed], ['unchanged', stored])
    assert.is(one.entries().length, 1)
  }
})

t('an unchanged command that cannot be remembered has failed', async () => {
  const one = await registered()
  const outcome = await outcomeOf(broken(one, { appendAttempt: unavailable }), revokePurchasePermission())
  assert.equal(outcome, failedWith('StoreUnavailable', true))
})

t('a refusal that cannot be remembered is answered all the same, counted, and told', async () => {
  for (const error of [unavailable, unknown, impossible]) {
    const two = broken(await registered(), { appendAttempt: error })
    const outcome = await outcomeOf(two, grantPurchasePermission({ data: { evidence: null } }))
    assert.equal(outcome, {
      outcome: 'refused',
      replayed: false,
      rejection: { type: 'PurchasingNotAvailable', cause: 'NoEvidence' },
      recorded: 'no'
    })
    assert.equal(two.application.attemptCounts(), { recorded: 0, notRecorded: 1 })
    assert.is(two.told.length, 1)
    assert.match(two.told[0] ?? '', new RegExp(`^warning: .*${error.type}`))
  }
})

t('a refusal that is answered first does not even notice', async () => {
  const two = broken(openApplication(), { read: unavailable, readAttempts: unavailable, append: unavailable })
  const outcome = await outcomeOf(two, registerCustomer({ actor: actor({ roles: [] }) }))
  assert.equal(outcome, {
    outcome: 'refused',
    replayed: false,
    rejection: { type: 'RoleNotAllowed' },
    recorded: 'queued'
  })
  assert.equal(await two.application.close(), {})
  assert.equal(two.application.attemptCounts(), { recorded: 0, notRecorded: 1 })
  assert.match(
    two.told.join(),
    /^warning: 1 refused commands are not in the attempt streams: StoreUnavailable \(1 in all\)$/
  )
})

t('who always comes second gives up after so many rounds', async () => {
  const one = await registered()
  let appends = 0
  const counting = (eventStore: EventStore): EventStore => ({
    ...failing({ append: mismatch, appendAttempt: mismatch })(eventStore),
    appendToStream: () => {
      appends += 1
      return TE.left(mismatch)
    }
  })
  for (const command of [
    updateBillingInfo(),
    revokePurchasePermission(),
    updateBillingInfo({ data: { culture: 'xx' } })
  ]) {
    appends = 0
    const few = openApplication({ maxAttempts: 5 }, { on: one, through: counting })
    assert.equal(await outcomeOf(few, command), failedWith('TooMuchContention', true))
    assert.is(appends, 5)
    appends = 0
    await outcomeOf(openApplication({}, { on: one, through: counting }), command)
    assert.is(appends, 32)
  }
})

t('a lost race reads again, and decides again on what it then finds', async () => {
  const one = await registered()
  let raced = false
  const racing = (eventStore: EventStore): EventStore => ({
    ...eventStore,
    appendToStream:
      (...args) =>
      async () => {
        if (!raced) {
          raced = true
          await one.application.execute(submitted(grantPurchasePermission({ commandId: uuid(9) })))
        }
        return eventStore.appendToStream(...args)()
      }
  })
  const outcome = await outcomeOf(openApplication({}, { on: one, through: racing }), grantPurchasePermission())
  assert.equal(
    [outcome.outcome, outcome.outcome === 'unchanged' && outcome.revision, one.events().length],
    ['unchanged', '1', 2]
  )
})

t(
  'the ids of a command’s events are drawn once and kept over its rounds, and another execution draws its own',
  async () => {
    const one = await registered()
    const ids: string[][] = []
    const losing = (eventStore: EventStore): EventStore => ({
      ...eventStore,
      appendToStream: (_stream, _expected, events) => {
        ids.push(events.map(({ eventId }) => eventId))
        return TE.left(mismatch)
      }
    })
    const two = openApplication({ maxAttempts: 3 }, { on: one, through: losing })
    await outcomeOf(two, updateBillingInfo())
    await outcomeOf(two, updateBillingInfo())
    const [first, second, third, fourth, ...others] = ids
    assert.equal([second, third, others.length], [first, first, 2])
    assert.not.equal(fourth, first)
    assert.match(first?.[0] ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-5/)
  }
)

t('an append that no store will ever take is nothing to retry', async () => {
  const outcome = await outcomeOf(broken(await registered(), { append: impossible }), updateBillingInfo())
  assert.equal(outcome, failedWith('StoreUnavailable', false))
})

t('a deleted stream is a finding, not a customer whom nobody registered', async () => {
  for (const kind of ['soft', 'tombstone'] as const) {
    for (const stream of [customerStream(customerId), attemptStream(customerId)]) {
      const one = await registered()
      await outcomeOf(one, revokePurchasePermission())
      one.log.deleteStream(stream, kind)
      const outcome = await outcomeOf(one, updateBillingInfo())
      assert.equal(outcome, failedWith('StreamUnreadable', false), `${kind} ${stream}`)
    }
  }
})

t('a stream that is deleted between reading and appending is one too', async () => {
  const deleted = { type: 'StreamDeleted', streamName: customerStream(customerId) } as const
  const outcome = await outcomeOf(broken(await registered(), { append: deleted }), updateBillingInfo())
  assert.equal(outcome, failedWith('StreamUnreadable', false))
})

/** A store that lost the first or some other event of each stream. */
const without =
  (at: bigint) =>
  (eventStore: EventStore): EventStore => ({
    ...eventStore,
    readStream: (...args) =>
      TE.map((page: ReadonlyArray<StoredEvent>) => page.filter(({ revision }) => revision !== at))(
        eventStore.readStream(...args)
      )
  })

t('a stream that does not begin at 0, or has a gap, is unreadable', async () => {
  const one = await registered()
  await outcomeOf(one, updateBillingInfo())
  await outcomeOf(one, grantPurchasePermission())
  for (const at of [0n, 1n]) {
    const two = openApplication({}, { on: one, through: without(at) })
    assert.equal(await outcomeOf(two, revokePurchasePermission()), failedWith('StreamUnreadable', false))
    assert.equal(await two.application.load(customerId), {
      type: 'failed',
      cause: 'StreamUnreadable',
      retryable: false
    })
  }
})

const encode = createCustomerEventEncoder(sha1)

const withEvent = async (change: (event: ReturnType<typeof encode>) => ReturnType<typeof encode>): Promise<Opened> => {
  const one = openApplication()
  const event = change(encode(purchasePermissionGranted(), eventMetadata()))
  await one.eventStore.appendToStream(customerStream(customerId), 'noStream', [{ eventId: uuid(0xee), ...event }])()
  return one
}

t('an event that a later version of this code wrote is a reason to deploy', async () => {
  const newer = [
    await withEvent((event) => ({ ...event, type: 'CustomerFrozen' })),
    await withEvent((event) => ({ ...event, metadata: { ...(event.metadata as JsonObject), schemaVersion: 3 } }))
  ]
  for (const one of newer) {
    assert.equal(await outcomeOf(one, registerCustomer()), failedWith('NewerEvent', false))
    assert.equal(await one.application.load(customerId), { type: 'failed', cause: 'NewerEvent', retryable: false })
  }
})

t('an event of no shape at all is unreadable', async () => {
  const one = await withEvent((event) => ({ ...event, data: { customerId } }))
  assert.equal(await outcomeOf(one, registerCustomer()), failedWith('StreamUnreadable', false))
})

t('an entry that a later version wrote is passed over: it is no reason to refuse anything', async () => {
  const one = await registered()
  const stranger = { eventId: uuid(0xee), type: 'CommandPostponed', data: {}, metadata: { schemaVersion: 1 } }
  await one.eventStore.appendToStream(attemptStream(customerId), 'noStream', [stranger])()
  const outcome = await outcomeOf(one, revokePurchasePermission())
  assert.is(outcome.outcome, 'unchanged')
  assert.is(one.entries().length, 2)
})

t('what cannot be loaded is told, and what was never registered is no failure', async () => {
  const one = await registered()
  const failed = await broken(one, { read: unavailable }).application.load(customerId)
  assert.equal(failed, { type: 'failed', cause: 'StoreUnavailable', retryable: true })
  assert.equal(await one.application.load(uuid(0xdead)), { type: 'notRegistered' })
  assert.equal(await one.application.load('nobody'), { type: 'notRegistered' })
})

t.run()
