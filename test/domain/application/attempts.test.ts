import { attemptStream, type EventStore, refusalsPerHour } from '@accountable/domain/application'
import { defaultCountryRules } from '@accountable/domain/country'
import { customerStream } from '@accountable/domain/customer'
import { formatPosition, type JsonObject, type StoredEvent } from '@accountable/domain/kernel'
import {
  actor,
  customerId,
  grantPurchasePermission,
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
import { same } from '../same.js'
import { attemptsIn, type Opened, openApplication, start } from './opened-application.js'

const t = suite('attempts', undefined, { timeout: 60_000 })

const registered = async (...args: Parameters<typeof openApplication>): Promise<Opened> => {
  const opened = openApplication(...args)
  await opened.application.execute(submitted(registerCustomer()))
  return opened
}

const denied = (commandId = uuid(1), fields = {}) =>
  submitted(grantPurchasePermission({ commandId, actor: actor({ roles: ['SalesAgent'] }), ...fields }))

const lastOf = <A>(items: ReadonlyArray<A>): A => {
  const last = items.at(-1)
  if (last === undefined) throw new Error('there is none')
  return last
}

const hashIn = ({ data }: StoredEvent): unknown => {
  const bags = (data as JsonObject)['personal'] as JsonObject
  return (bags[`notes:${customerId}`] as JsonObject)['/metadata/payloadHash']
}

t('an unchanged command leaves an entry with its revision, and nothing of a reason’s text', async () => {
  const one = await registered()
  const reason = { code: 'Other', text: 'Dana asked me to', ticket: 'INC-1' }
  const command = revokePurchasePermission({ reason, correlationId: uuid(2), source: 'api' })
  const outcome = await one.application.execute(submitted(command))
  const [entry] = one.entries()
  assert.ok(entry && outcome.outcome === 'unchanged')
  assert.is(outcome.position, formatPosition(entry.position))
  assert.is(entry.type, 'CommandUnchanged')
  assert.match(String(hashIn(entry)), /^[0-9a-f]{64}$/)
  same(entry.data, {
    customerId,
    commandType: 'RevokePurchasePermission',
    revision: '0',
    personal: {
      'actor:actor-1': { '/metadata/actor/userPrincipalName': 'kim@partner.example' },
      [`notes:${customerId}`]: { '/metadata/payloadHash': hashIn(entry) }
    }
  })
  same(entry.metadata, {
    commandId: command.commandId,
    $correlationId: uuid(2),
    $causationId: command.commandId,
    traceparent: null,
    actor: { kind: 'user', id: 'actor-1', tenantId: uuid(0xf), roles: ['AdminAgent'] },
    reason: { code: 'Other', text: null, ticket: 'INC-1' },
    issuedAt: command.issuedAt,
    source: 'api',
    policyVersion: 'accountable-1',
    countryRuleVersion: defaultCountryRules.version,
    schemaVersion: 1
  })
})

t('a refused command leaves an entry with names of fields, and no value', async () => {
  const one = await registered()
  const outcome = await one.application.execute(
    submitted(updateBillingInfo({ data: { firstName: 'test', culture: 'xx' } }))
  )
  const [entry] = one.entries()
  assert.ok(entry && outcome.outcome === 'refused' && outcome.rejection.type === 'RuleViolated')
  assert.is(entry.type, 'CommandRefused')
  const { personal: _personal, ...data } = entry.data as JsonObject
  same(data, { customerId, commandType: 'UpdateBillingInfo', rejection: outcome.rejection, remembered: true })
})

t('a refusal that is answered first is recorded soon after, as not remembered', async () => {
  const one = await registered()
  const outcomes = [
    await one.application.execute(denied()),
    await one.application.execute({ ...denied(uuid(2)), data: null }),
    await one.application.execute(
      submitted(updateCompanyDetails({ commandId: uuid(3), data: { companyName: 'x.com' } }))
    ),
    await one.application.execute(submitted(revokePurchasePermission({ commandId: registerCustomer().commandId })))
  ]
  for (const outcome of outcomes) assert.ok(outcome.outcome === 'refused' && outcome.recorded === 'queued')
  const { position } = await one.application.close()
  const entries = attemptsIn(one)
  assert.equal(
    entries.map(({ event }) => event.type === 'CommandRefused' && [event.data.rejection.type, event.data.remembered]),
    [
      ['RoleNotAllowed', false],
      ['InvalidCommand', false],
      ['ConfirmationRequired', false],
      ['CommandIdReused', false]
    ]
  )
  assert.is(position, formatPosition(lastOf(entries).stored.position))
  assert.equal(one.application.attemptCounts(), { recorded: 4, notRecorded: 0 })
})

t('a denied command reads nothing of the customer, known or not', async () => {
  const one = await registered()
  const asked: string[] = []
  const watching = (eventStore: EventStore): EventStore => ({
    readStream: (stream, ...args) => {
      asked.push(stream)
      return eventStore.readStream(stream, ...args)
    },
    readStreamBackwards: (stream, ...args) => {
      asked.push(stream)
      return eventStore.readStreamBackwards(stream, ...args)
    },
    appendToStream: eventStore.appendToStream
  })
  const two = openApplication({}, { on: one, through: watching })
  const known = await two.application.execute(denied())
  const stranger = await two.application.execute(denied(uuid(1), { customerId: uuid(0xd) }))
  assert.equal(known, stranger)
  assert.not(asked.includes(customerStream(customerId)))
  await two.application.close()
  assert.not(asked.includes(customerStream(customerId)))
})

t('as much is recorded as decodes: the ids are certain, the rest may be nothing', async () => {
  const one = openApplication()
  const secret = 'Dana Reyes'
  await one.application.execute({
    type: secret,
    customerId,
    commandId: uuid(1),
    issuedAt: secret,
    actor: secret,
    reason: { code: secret, text: secret },
    correlationId: secret,
    source: 7,
    data: { [secret]: secret }
  })
  await one.application.close()
  const [entry] = attemptsIn(one)
  assert.ok(entry)
  same(entry.event, {
    type: 'CommandRefused',
    data: {
      customerId,
      commandType: 'unknown',
      rejection: {
        type: 'InvalidCommand',
        problems: [
          {
            path: 'type',
            code: 'UnknownValue',
            message:
              'expected one of RegisterCustomer, UpdateCompanyDetails, UpdateBillingInfo, GrantPurchasePermission, RevokePurchasePermission'
          },
          {
            path: 'issuedAt',
            code: 'Format',
            message: 'expected a date-time with its offset, such as 2026-01-05T09:12:44.120Z'
          },
          { path: 'actor', code: 'WrongType', message: 'expected an actor' },
          { path: 'correlationId', code: 'Format', message: 'expected a UUID' },
          { path: 'source', code: 'WrongType', message: 'expected a string' }
        ]
      },
      remembered: false
    }
  })
  same(entry.metadata, {
    commandId: uuid(1),
    payloadHash: null,
    correlationId: uuid(1),
    causationId: uuid(1),
    traceparent: null,
    actor: null,
    reason: null,
    issuedAt: null,
    source: null,
    policyVersion: 'accountable-1',
    countryRuleVersion: defaultCountryRules.version,
    schemaVersion: 1
  })
  assert.not.match(JSON.stringify([entry.stored.data, entry.stored.metadata]), new RegExp(secret))
})

t('what has no ids is only counted', async () => {
  const one = openApplication()
  for (const input of [undefined, 'x', {}, { ...denied(), commandId: 'x' }, { ...denied(), customerId: null }]) {
    const outcome = await one.application.execute(input)
    assert.ok(outcome.outcome === 'refused' && outcome.recorded === 'no')
  }
  assert.equal(await one.application.close(), {})
  assert.equal(one.application.attemptCounts(), { recorded: 0, notRecorded: 5 })
  assert.is(one.log.records.length, 0)
})

t('a refusal that is said again is recorded once, and one that differs again', async () => {
  const one = await registered()
  const invalid = (data: object | null) => ({ ...denied(uuid(2)), data })
  for (const input of [
    denied(),
    denied(),
    invalid(null),
    invalid(null),
    invalid({}),
    invalid({}),
    denied(uuid(3)),
    denied()
  ]) {
    await one.application.execute(input)
  }
  await one.application.close()
  assert.equal(
    attemptsIn(one).map(({ event, metadata }) => [
      metadata.commandId,
      event.type === 'CommandRefused' && event.data.rejection.type
    ]),
    [
      [uuid(1), 'RoleNotAllowed'],
      [uuid(2), 'InvalidCommand'],
      [uuid(2), 'InvalidCommand'],
      [uuid(3), 'RoleNotAllowed']
    ]
  )
})

t('another process says nothing twice either', async () => {
  const one = await registered()
  await one.application.execute(denied())
  await one.application.close()
  const two = openApplication({}, { on: one })
  await two.application.execute(denied())
  assert.equal(await two.application.close(), {})
  assert.is(one.entries().length, 1)
})

t('a full queue loses entries, and says so', async () => {
  const one = openApplication({ maxQueuedAttempts: 2 })
  const outcomes = await Promise.all([1, 2, 3, 4].map((n) => one.application.execute(denied(uuid(n)))))
  assert.equal(
    outcomes.map((outcome) => outcome.outcome === 'refused' && outcome.recorded),
    ['queued', 'queued', 'no', 'no']
  )
  assert.equal(one.told, [
    'warning: 1 refused commands are not in the attempt streams: the queue is full (1 in all)',
    'warning: 1 refused commands are not in the attempt streams: the queue is full (2 in all)'
  ])
  await one.application.close()
  assert.equal(one.application.attemptCounts(), { recorded: 2, notRecorded: 2 })
  assert.is(one.entries().length, 2)
})

t('more than a hundred refusals an hour become one summary with a count', async () => {
  assert.is(refusalsPerHour, 100)
  const one = openApplication()
  const minutes = 60_000
  for (let n = 0; n < 130; n++) {
    await one.application.execute(denied(uuid(n)))
    await new Promise(setImmediate)
    one.clock.now += minutes / 10
  }
  const elsewhere = { customerId: uuid(0xd) }
  await one.application.execute(denied(uuid(1), elsewhere))
  await new Promise(setImmediate)
  assert.is(one.entries().length, 100)
  one.clock.now = start + 61 * minutes
  await one.application.execute(denied(uuid(1), elsewhere))
  await one.application.execute(denied(uuid(0x999)))
  await one.application.close()
  const [summary, next] = attemptsIn(one).slice(100)
  same(summary?.event, {
    type: 'RefusalsSummarised',
    data: {
      customerId,
      count: 30,
      since: new Date(start).toISOString(),
      until: new Date(start + 60 * minutes).toISOString()
    }
  })
  same([summary?.metadata.actor, summary?.metadata.reason, summary?.metadata.payloadHash], [null, null, null])
  assert.is(next?.metadata.commandId, uuid(0x999))
  assert.is(one.entries().length, 102)
})

t('close writes the summary of an hour that is not over', async () => {
  const one = openApplication()
  for (let n = 0; n < 103; n++) await one.application.execute(denied(uuid(n)))
  one.clock.now += 1_000
  const { position } = await one.application.close()
  const last = attemptsIn(one).at(-1)
  assert.ok(last?.event.type === 'RefusalsSummarised')
  assert.equal([last.event.data.count, last.event.data.until], [3, new Date(start + 1_000).toISOString()])
  assert.is(position, formatPosition(last.stored.position))
})

t('a summary that cannot be written counts as all that it stands for', async () => {
  let down = false
  const failing = (eventStore: EventStore): EventStore => ({
    ...eventStore,
    readStreamBackwards: (...args) =>
      down ? TE.left({ type: 'StoreUnavailable', message: '' }) : eventStore.readStreamBackwards(...args)
  })
  const one = openApplication({}, { through: failing })
  for (let n = 0; n < 107; n++) await one.application.execute(denied(uuid(n)))
  await new Promise(setImmediate)
  down = true
  await one.application.close()
  assert.equal(one.application.attemptCounts(), { recorded: 100, notRecorded: 7 })
})

t('a retry of what is recorded costs none of the hour’s allowance', async () => {
  const one = openApplication()
  for (let n = 0; n < 101; n++) await one.application.execute(denied())
  for (let n = 2; n < 5; n++) await one.application.execute(denied(uuid(n)))
  await one.application.close()
  assert.is(one.entries().length, 4)
})

/** A store that forgot the entries of attempt streams after their `$maxAge`: they read as empty and are not. */
const expired = (eventStore: EventStore): EventStore => ({
  ...eventStore,
  readStreamBackwards: () => TE.right([])
})

t('a stream whose entries have all expired takes new ones', async () => {
  const one = await registered()
  for (let n = 1; n < 4; n++) await one.application.execute(denied(uuid(n)))
  await one.application.close()
  const two = openApplication({}, { on: one, through: expired })
  const unchanged = await two.application.execute(submitted(revokePurchasePermission()))
  const refused = await two.application.execute(submitted(grantPurchasePermission({ data: { evidence: null } })))
  assert.equal([unchanged.outcome, refused.outcome === 'refused' && refused.recorded], ['unchanged', 'stored'])
  await two.application.execute(denied(uuid(9)))
  await two.application.close()
  assert.equal(two.application.attemptCounts(), { recorded: 3, notRecorded: 0 })
  assert.is(one.entries().length, 6)
})

t('an accepted command never waits for the queue', async () => {
  const stuck = (eventStore: EventStore): EventStore => ({
    ...eventStore,
    appendToStream: (stream, ...args) =>
      stream === attemptStream(customerId)
        ? () => new Promise(() => undefined)
        : eventStore.appendToStream(stream, ...args)
  })
  const one = openApplication({}, { through: stuck })
  await one.application.execute(denied())
  assert.is((await one.application.execute(submitted(registerCustomer()))).outcome, 'accepted')
})

t('close waits for the commands that still run, and takes no more', async () => {
  const one = await registered()
  const running = one.application.execute(submitted(updateCompanyDetails({ data: { companyName: 'x.com' } })))
  const { position } = await one.application.close()
  const outcome = await running
  assert.ok(outcome.outcome === 'refused' && outcome.recorded === 'queued')
  assert.is(position, formatPosition(lastOf(one.entries()).position))
  try {
    await one.application.execute(denied())
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, /closed/)
  }
})

t('an entry of any shape in the stream is no reason to stop', async () => {
  const one = await registered()
  await one.application.execute(denied())
  await one.application.close()
  const [entry] = one.entries()
  assert.ok(entry)
  for (const [n, rejection] of [
    { type: 'RoleNotAllowed', problems: null },
    { type: 'InvalidCommand', warnings: 7 }
  ].entries()) {
    const type = 'CommandRefused'
    const metadata = entry.metadata as JsonObject
    const data = { ...(entry.data as JsonObject), rejection }
    const latest = one.entries().at(-1)?.revision ?? 'noStream'
    await one.eventStore.appendToStream(attemptStream(customerId), latest, [
      { eventId: uuid(0xe0 + n), type, data, metadata }
    ])()
  }
  const two = openApplication({}, { on: one })
  await two.application.execute({ ...denied(), data: null })
  await two.application.close()
  assert.equal(two.application.attemptCounts(), { recorded: 1, notRecorded: 0 })
})

t.run()
