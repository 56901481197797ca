import { defaultCountryRules } from '@accountable/domain/country'
import { accountOf, type CustomerState, createCustomerDecider, decodeCommand } from '@accountable/domain/customer'
import { fold, revision } from '@accountable/domain/kernel'
import { defaultPolicy } from '@accountable/domain/policy'
import { actor, differences, revokePurchasePermission, submitted, uuid } from '@accountable/domain/testing'
import {
  customerCommands,
  customerHistories,
  eventSequences,
  type HistoryStep
} from '@accountable/domain/testing/arbitraries'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { same } from '../same.js'
import { echoes } from './echoes.js'
import { law, patience } from './law.js'

const options = { policy: defaultPolicy, countryRules: defaultCountryRules, partnerDomains: ['partner.example'] }
const decider = createCustomerDecider(options)
const travelling = createCustomerDecider({ ...options, policy: { ...defaultPolicy, countryChangeAllowed: true } })
const histories = fc.constantFrom(decider, travelling).chain(customerHistories)
const { decide } = decider

/** Any state: of a life that was lived, or of events in any order, forgotten persons among them. */
const states: fc.Arbitrary<CustomerState> = fc.oneof(
  histories.map(({ steps }) => steps.at(-1)?.after ?? decider.initialState),
  eventSequences.map((events) => fold(decider)(events))
)

const freeze = <A>(value: A): A => {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) freeze(member)
  return Object.freeze(value)
}

const account = (state: CustomerState) => (state.type === 'Registered' ? accountOf(state) : undefined)

const laws = suite('decisions', undefined, patience)

laws('a command that comes twice does no more than one that comes once', () => {
  law(histories, ({ steps }) => {
    for (const { command, decision, after } of steps) {
      if (E.isLeft(decision)) continue
      const again = { ...command, commandId: uuid(0xfffff), expectedRevision: after.revision ?? null }
      same(
        E.isRight(travelling.decide(again, after)) ? travelling.decide(again, after) : decide(again, after),
        E.right([])
      )
    }
  })
})

laws('an accepted command changes the account, and the one that it says it changes', () => {
  law(histories, ({ steps }) => {
    for (const { before, decision, after } of steps) {
      if (E.isLeft(decision) || decision.right.length === 0) continue
      const changed = differences(account(after), account(before))
      assert.ok(changed.length > 0, 'nothing changed')
      const [event] = decision.right
      if (event !== undefined && 'changes' in event.data) {
        const said = event.data.changes.map(({ path }) => path.slice(1).replaceAll('/', '.'))
        assert.equal([...said].toSorted(), changed.map((line) => line.slice(0, line.indexOf(':'))).toSorted())
      }
    }
  })
})

laws('a command that changes nothing says what the account says already', () => {
  law(histories, ({ steps }) => {
    for (const { command, before, decision } of steps) {
      if (E.isRight(decision) && decision.right.length === 0) assert.ok(echoes(command, before))
    }
  })
})

laws('a decision depends on command and state alone, and changes neither', () => {
  const met: HistoryStep[] = []
  law(histories, ({ steps }) => {
    for (const { command, before } of steps) {
      const first = decide(freeze(command), freeze(before))
      const elsewhere = createCustomerDecider(options)
      same(elsewhere.decide(structuredClone(command), structuredClone(before)), first)
      const retold = {
        ...command,
        issuedAt: '2030-01-01T00:00:00.000Z',
        correlationId: uuid(1),
        causationId: uuid(2),
        traceparent: null,
        source: 'somewhere else'
      }
      same(decide(retold, before), first)
    }
    met.push(...steps.slice(0, 1))
  })
  for (const { command, before } of met.toReversed()) same(decide(command, before), decide(command, before))
})

laws('whoever may revoke always can, whatever became of the customer', () => {
  law(
    fc.tuple(states, fc.constantFrom('AzureReservedInstances' as const, 'AzureSavingsPlan' as const)),
    ([state, resource]) => {
      const revoke = revokePurchasePermission({ data: { resource }, actor: actor({ roles: ['AdminAgent'] }) })
      const decision = decide(revoke, state)
      if (state.type === 'NotRegistered') return same(decision, E.left({ type: 'CustomerNotRegistered' }))
      assert.ok(E.isRight(decision))
      const after = account(fold(decider)(decision.right, state))
      assert.is(after?.purchasePermissions[resource], false)
    }
  )
})

laws('any command may meet any state, and what it is accepted for changes that state', () => {
  law(fc.tuple(customerCommands, states), ([command, state]) => {
    const decision = decide({ ...command, expectedRevision: state.revision ?? null }, freeze(state))
    if (E.isLeft(decision) || decision.right.length === 0) return
    assert.ok(differences(account(fold(decider)(decision.right, state)), account(state)).length > 0, 'nothing changed')
  })
})

laws('evolving counts every event, those too that cannot follow', () => {
  law(eventSequences, (events) => {
    const state = fold(decider)(freeze(events))
    assert.is(state.revision, events.length === 0 ? undefined : revision(events.length - 1))
  })
})

laws('a generated command is one that a caller could have sent', () => {
  law(customerCommands, (command) => {
    const decoded = decodeCommand(submitted(command))
    assert.ok(E.isRight(decoded))
    same({ ...decoded.right, data: null }, { ...command, data: null })
  })
})

laws.run()
