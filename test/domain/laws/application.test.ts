import type { Outcome } from '@accountable/domain/application'
import { type CustomerCommand, isPersonalField } from '@accountable/domain/customer'
import type { JsonObject } from '@accountable/domain/kernel'
import { actor, submitted } from '@accountable/domain/testing'
import { customerCommands, customerHistories } from '@accountable/domain/testing/arbitraries'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { openApplication } from '../application/opened-application.js'
import { same } from '../same.js'
import { patience, slowLaw } from './law.js'

const laws = suite('the application', undefined, patience)

/** Issued in the past of the application's clock. */
const input = (command: CustomerCommand) => ({ ...submitted(command), issuedAt: '2026-01-05T09:00:00.000Z' })

const isAnsweredFirst = (outcome: Outcome): boolean => outcome.outcome === 'refused' && outcome.recorded === 'queued'

laws('every command sent twice, by whichever process, has one outcome and happens once', () =>
  slowLaw(fc.tuple(customerHistories(), fc.boolean()), async ([{ steps, events }, atOnce]) => {
    const one = openApplication()
    const two = openApplication({}, { on: one })
    for (const { command } of steps) {
      const [first, again] = atOnce
        ? await Promise.all([one.application.execute(input(command)), two.application.execute(input(command))])
        : [await one.application.execute(input(command)), await two.application.execute(input(command))]
      const { replayed: _first, ...before } = first
      const { replayed, ...after } = again
      same(after, before)
      if (!atOnce) assert.is(replayed, !isAnsweredFirst(first))
    }
    assert.equal(
      one.events().map(({ type }) => type),
      events.map(({ type }) => type)
    )
  })
)

laws('outcomes through the application are those of the decider alone', () =>
  slowLaw(customerHistories(), async ({ steps }) => {
    const { application } = openApplication()
    for (const { command, decision, after } of steps) {
      const outcome = await application.execute(input(command))
      if (E.isLeft(decision)) {
        assert.ok(outcome.outcome === 'refused')
        same(outcome.rejection, decision.left)
      } else {
        assert.is(outcome.outcome, decision.right.length === 0 ? 'unchanged' : 'accepted')
        assert.is('revision' in outcome && outcome.revision, String(after.revision))
      }
    }
  })
)

/** The command with a secret in the place of every personal value, and of some that are none. */
const secretive = (command: CustomerCommand, kind: string): { input: JsonObject; secrets: ReadonlyArray<string> } => {
  const secrets: string[] = []
  const secret = (field: string): string => {
    const value = `Geheim${secrets.length}x`
    secrets.push(value)
    return field.startsWith('email') ? `${value}@microsoft.com` : value
  }
  const hide = (value: unknown, field: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => hide(item, field))
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hide(inner, key)]))
    }
    return typeof value === 'string' && isPersonalField(field) ? secret(field) : value
  }
  const hidden = hide(input(command), '') as JsonObject
  const reason = { code: command.reason?.code ?? 'Correction', text: secret('text'), ticket: null }
  const actors = { ...(hidden['actor'] as JsonObject), userPrincipalName: secret('userPrincipalName') }
  const data = { ...(hidden['data'] as JsonObject), [secret('key')]: secret('value') }
  const whole = { ...hidden, reason, actor: actors, data, [secret('key')]: { [secret('key')]: secret('value') } }
  const damaged: Readonly<Record<string, JsonObject>> = {
    whole,
    'another type': { ...whole, type: secret('type') },
    'no data': { ...whole, data: secret('data') },
    'a country': {
      ...whole,
      data: { ...data, defaultAddress: { country: secret('country'), city: [secret('city')] } }
    },
    'an issuedAt': { ...whole, issuedAt: secret('issuedAt'), traceparent: secret('traceparent') },
    denied: { ...whole, actor: { ...actors, roles: ['BillingAdmin'] } }
  }
  return { input: damaged[kind] ?? whole, secrets }
}

const kinds = fc.constantFrom('whole', 'another type', 'no data', 'a country', 'an issuedAt', 'denied')

laws('nothing that an attempt stores, outside the actor’s bag, holds a submitted personal value', () =>
  slowLaw(fc.array(fc.tuple(customerCommands, kinds), { minLength: 1, maxLength: 6 }), async (commands) => {
    const one = openApplication()
    await one.application.execute(input({ ...commands[0]?.[0], actor: actor() } as CustomerCommand))
    const secrets: string[] = []
    for (const [command, kind] of commands) {
      const hidden = secretive(command, kind)
      secrets.push(...hidden.secrets)
      await one.application.execute(hidden.input)
    }
    await one.application.close()
    for (const { data, metadata } of one.entries()) {
      const { personal, ...rest } = data as JsonObject
      const bags = Object.entries(personal as JsonObject).filter(([subject]) => !subject.startsWith('actor:'))
      const text = JSON.stringify([rest, bags, metadata])
      for (const secret of secrets) assert.not(text.includes(secret), `${secret} in ${text}`)
    }
  })
)

laws.run()
