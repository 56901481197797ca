import { inputLimits, type Refused } from '@accountable/domain/application'
import {
  accountOf,
  createCustomerEventEncoder,
  customerStream,
  evolve,
  initialState
} from '@accountable/domain/customer'
import { fold, revision } from '@accountable/domain/kernel'
import {
  actor,
  billingInfoUpdated,
  customerId,
  customerRegistered,
  eventMetadata,
  purchasePermissionGranted,
  purchasePermissionRevoked,
  registerCustomer,
  submitted,
  updateBillingInfo,
  uuid
} from '@accountable/domain/testing'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { sha1 } from '../digests.js'
import { same } from '../same.js'
import { openApplication, start } from './opened-application.js'

const encode = createCustomerEventEncoder(sha1)

const t = suite('the door for writing', undefined, { timeout: 60_000 })

const codes = ({ rejection }: Refused) =>
  rejection.type === 'InvalidCommand' ? rejection.problems.map(({ path, code }) => [path, code]) : rejection.type

const refused = async (input: unknown, ...args: Parameters<typeof openApplication>): Promise<Refused> => {
  const outcome = await openApplication(...args).application.execute(input)
  if (outcome.outcome !== 'refused') throw new Error(`it was ${outcome.outcome}`)
  return outcome
}

const rejection = async (run: () => Promise<unknown>): Promise<Error> => {
  try {
    await run()
  } catch (error) {
    return error as Error
  }
  throw new Error('it did not reject')
}

const { actor: _actor, ...anonymous } = submitted(registerCustomer())

t('the caller’s actor is the actor', async () => {
  const { application, events } = openApplication()
  const caller = { kind: 'application', id: 'import', roles: ['SalesAgent'] } as const
  assert.is((await application.execute(anonymous, { actor: caller })).outcome, 'accepted')
  const metadata = events()[0]?.metadata as { readonly actor: unknown }
  same(metadata.actor, { ...caller, userPrincipalName: null, tenantId: null })
})

t('without one, the input’s own counts, and there must be one', async () => {
  assert.equal(codes(await refused(anonymous)), [['actor', 'Required']])
})

t('an input may repeat the caller’s actor, in any spelling that decodes to it', async () => {
  const { application } = openApplication()
  const repeated = { ...actor(), tenantId: actor().tenantId?.toUpperCase(), password: 'x' }
  const outcome = await application.execute({ ...anonymous, actor: repeated }, { actor: actor() })
  assert.is(outcome.outcome, 'accepted')
})

t('another actor in the input is InvalidCommand: roles never come from a request', async () => {
  const others = [
    actor({ roles: ['GlobalAdmin'] }),
    actor({ roles: [...actor().roles, 'SalesAgent'] }),
    actor({ id: 'actor-2' }),
    actor({ kind: 'system' }),
    actor({ tenantId: uuid(1) }),
    actor({ userPrincipalName: null }),
    'kim',
    {}
  ]
  for (const other of others) {
    const { application } = openApplication()
    const outcome = await application.execute({ ...anonymous, actor: other }, { actor: actor() })
    assert.ok(outcome.outcome === 'refused')
    assert.equal(codes(outcome), [['actor', 'Mismatch']])
    assert.is(outcome.commandId, registerCustomer().commandId)
  }
})

t('a contradiction is told together with everything else that is wrong', async () => {
  const { application } = openApplication()
  const outcome = await application.execute(
    { ...anonymous, actor: {}, customerId: 'x', issuedAt: '2030-01-01T00:00Z' },
    { actor: actor() }
  )
  assert.ok(outcome.outcome === 'refused')
  assert.equal(codes(outcome), [
    ['customerId', 'Format'],
    ['actor', 'Mismatch'],
    ['issuedAt', 'InTheFuture']
  ])
})

t('a caller whose actor is none has a bug', async () => {
  const { application } = openApplication()
  const bug = await rejection(() => application.execute(anonymous, { actor: { kind: 'user', id: '', roles: [] } }))
  assert.instance(bug, TypeError)
})

t('an actor of another tenant than the partner’s is not allowed', async () => {
  const ours = { partnerTenantId: uuid(0xf) }
  const input = submitted(registerCustomer({ actor: actor({ tenantId: uuid(1) }) }))
  assert.is(codes(await refused(input, ours)), 'RoleNotAllowed')
  const { application } = openApplication(ours)
  assert.is((await application.execute(submitted(registerCustomer()))).outcome, 'accepted')
})

t('what was issued more than five minutes ahead of the clock is InvalidCommand', async () => {
  const issued = (milliseconds: number): string => new Date(start + milliseconds).toISOString()
  const { application } = openApplication()
  const late = { ...submitted(registerCustomer()), issuedAt: issued(300_000) }
  assert.is((await application.execute(late)).outcome, 'accepted')
  const tooLate = [issued(300_001), ` ${issued(300_001)} `, '2026-01-05T10:21+00:59', '2099-01-01t00:00z']
  for (const issuedAt of tooLate) {
    assert.equal(codes(await refused({ ...submitted(registerCustomer()), issuedAt })), [['issuedAt', 'InTheFuture']])
  }
  assert.equal(codes(await refused({ ...submitted(registerCustomer()), issuedAt: '2099' })), [['issuedAt', 'Format']])
})

t('an unreadable input has no commandId in its answer, a readable one does', async () => {
  assert.not('commandId' in (await refused({ ...submitted(registerCustomer()), commandId: 7 })))
  const { commandId } = registerCustomer()
  assert.is((await refused({ ...submitted(registerCustomer()), data: 7 })).commandId, commandId)
  const nobodys = await refused({ commandId: ` ${commandId.toUpperCase()}`, customerId: 'x' })
  assert.equal([nobodys.commandId, nobodys.recorded], [commandId, 'no'])
})

const nested = (depth: number): unknown => (depth === 0 ? 'x' : { a: nested(depth - 1) })

t('an input has limits: bytes, values, depth', async () => {
  const fits = [
    { ...submitted(registerCustomer()), more: 'x'.repeat(inputLimits.bytes - 20_000) },
    { ...submitted(registerCustomer()), more: Array(inputLimits.values - 200).fill(1) },
    { ...submitted(registerCustomer()), more: nested(inputLimits.depth - 1) }
  ]
  for (const input of fits) {
    assert.is((await openApplication().application.execute(input)).outcome, 'accepted')
  }
  const tooMuch: ReadonlyArray<readonly [unknown, string]> = [
    [{ more: 'x'.repeat(inputLimits.bytes + 1) }, 'TooLarge'],
    [{ more: 'é'.repeat(inputLimits.bytes / 2) }, 'TooLarge'],
    [{ more: '字'.repeat(inputLimits.bytes / 3) }, 'TooLarge'],
    [{ more: '😀'.repeat(inputLimits.bytes / 4) }, 'TooLarge'],
    [{ ['k'.repeat(inputLimits.bytes + 1)]: 1 }, 'TooLarge'],
    [Array(inputLimits.values + 1).fill(0), 'TooLarge'],
    [Object.fromEntries(Array.from({ length: inputLimits.values + 1 }, (_, n) => [n, 0])), 'TooLarge'],
    [nested(inputLimits.depth + 1), 'TooDeep'],
    [{ ...submitted(registerCustomer()), more: nested(inputLimits.depth) }, 'TooDeep']
  ]
  for (const [input, code] of tooMuch) {
    assert.equal(codes(await refused(input)), [['', code]])
  }
})

t('the revision and the position of an answer are those of its event', async () => {
  const { application, events } = openApplication()
  await application.execute(submitted(registerCustomer()))
  const outcome = await application.execute(submitted(updateBillingInfo()))
  assert.ok(outcome.outcome === 'accepted')
  const [, event] = events()
  assert.ok(event)
  assert.equal([outcome.revision, outcome.position], ['1', `${event.position.commit}:${event.position.prepare}`])
})

t('loading folds the stream: account, revision and position of today', async () => {
  const { application, events } = openApplication()
  assert.equal(await application.load(customerId), { type: 'notRegistered' })
  await application.execute(submitted(registerCustomer()))
  await application.execute(submitted(updateBillingInfo()))
  const loaded = await application.load(customerId.toUpperCase())
  assert.ok(loaded.type === 'loaded')
  const state = fold({ initialState, evolve })([customerRegistered(), billingInfoUpdated()])
  assert.ok(state.type === 'Registered')
  same(loaded.account, accountOf(state))
  const position = events()[1]?.position
  assert.equal([loaded.revision, loaded.position], ['1', `${position?.commit}:${position?.prepare}`])
})

t('a history longer than a page is read to its end', async () => {
  const { application, eventStore } = openApplication()
  const switches = Array.from({ length: 1_000 }, (_, n) =>
    n % 2 === 0 ? purchasePermissionGranted() : purchasePermissionRevoked()
  )
  const events = [customerRegistered(), ...switches, purchasePermissionGranted()].map((event, n) => ({
    eventId: uuid(n + 1),
    ...encode(event, eventMetadata())
  }))
  for (const [n, event] of events.entries()) {
    await eventStore.appendToStream(customerStream(customerId), n === 0 ? 'noStream' : revision(n - 1), [event])()
  }
  const loaded = await application.load(customerId)
  assert.ok(loaded.type === 'loaded')
  assert.equal([loaded.revision, loaded.account.purchasePermissions.AzureReservedInstances], ['1001', true])
})

t('the versions of policy and country rules go with every event', async () => {
  const { application, events } = openApplication()
  await application.execute(submitted(registerCustomer()))
  const metadata = events()[0]?.metadata as { readonly policyVersion: string; readonly countryRuleVersion: string }
  assert.is(metadata.policyVersion, 'accountable-1')
  assert.match(metadata.countryRuleVersion, /.+/)
})

t.run()
