import { actor, purchaseEvidence, uuid } from '@accountable/domain/testing'
import type { PermissionsQuery, QueryOptions } from '@accountable/projections/customer'
import * as assert from 'uvu/assert'
import { deeds } from './customer-deeds.js'
import { answered, type CustomerWorld, endOf, everyPage } from './customer-world.js'
import { overEveryStore } from './every-store.js'

const [alpha, beta, gamma] = [uuid(0xa), uuid(0xb), uuid(0xc)]
const person = (id: string) => actor({ id, userPrincipalName: `${id}@partner.example` })
const reserved = 'AzureReservedInstances'
const savings = 'AzureSavingsPlan'

/** Recorded in March, day by day, of what took effect in January. Alpha's reservations are granted, revoked and granted again. */
const story = async (world: CustomerWorld): Promise<void> => {
  const { register, rename, grant, revoke } = deeds(world)
  let day = 0
  const nextDay = () => world.setTime(`2026-03-0${++day}T12:00:00Z`)
  nextDay()
  for (const [customerId, name] of [
    [gamma, 'Gamma'],
    [alpha, 'Alpha'],
    [beta, 'Beta']
  ] as const)
    await register(customerId, name, '2026-01-01T10:00:00Z')
  nextDay()
  await grant(alpha, reserved, '2026-01-02T10:00:00Z', {
    actor: person('ada'),
    reason: { code: 'ContractSigned', text: 'asked in writing', ticket: 'T-1' }
  })
  nextDay()
  await revoke(alpha, reserved, '2026-01-03T10:00:00Z', {
    actor: person('bo'),
    reason: { code: 'CreditRisk', text: null, ticket: 'T-2' }
  })
  nextDay()
  await rename(alpha, 'Alpha Holdings', '2026-01-04T10:00:00Z')
  nextDay()
  await grant(alpha, reserved, '2026-01-05T10:00:00Z', {
    actor: person('cy'),
    reason: { code: 'ContractSigned', text: null, ticket: null }
  })
  nextDay()
  await grant(alpha, savings, '2026-01-06T10:00:00Z')
  await grant(beta, savings, '2026-01-02T10:00:00Z')
  nextDay()
  await revoke(beta, savings, '2026-01-07T10:00:00Z')
  await grant(gamma, reserved, '2026-01-08T10:00:00Z')
}

overEveryStore('purchase permissions', (queries, given) => {
  queries(
    'given a resource, a customer, or all that was ever granted, then those permissions and no others, by customer',
    () =>
      given(story, async (world) => {
        const atLeast = endOf(world)
        const shown = async (query: PermissionsQuery) =>
          answered(await world.queries.purchasePermissions({ atLeast, ...query })).rows.map(
            ({ companyName, resource, granted }) => `${companyName} ${resource}${granted ? '' : ', over'}`
          )
        const alphas = [`Alpha Holdings ${reserved}`, `Alpha Holdings ${savings}`]
        const ofBeta = `Beta ${savings}, over`
        const ofGamma = `Gamma ${reserved}`
        assert.equal(await shown({}), [...alphas, ofGamma])
        assert.equal(await shown({ grantedOnly: false }), [...alphas, ofBeta, ofGamma])
        assert.equal(await shown({ resource: reserved }), [alphas[0], ofGamma])
        assert.equal(await shown({ resource: savings }), [alphas[1]])
        assert.equal(await shown({ resource: savings, grantedOnly: false }), [alphas[1], ofBeta])
        assert.equal(await shown({ customerId: alpha }), alphas)
        assert.equal(await shown({ customerId: alpha, resource: savings }), [alphas[1]])
        assert.equal(await shown({ customerId: beta }), [])
        assert.equal(await shown({ customerId: beta, grantedOnly: false }), [ofBeta])
        assert.equal(await shown({ customerId: uuid(0xd), grantedOnly: false }), [])
      })
  )

  queries(
    'given a moment of either clock or a position, then permissions and names are those of then, on pages of any size',
    () =>
      given(story, async (world) => {
        const atLeast = endOf(world)
        const shown = async (query: PermissionsQuery) => {
          const listed = async (limit: number) =>
            (await everyPage((next) => world.queries.purchasePermissions({ atLeast, ...query, limit, ...next }))).map(
              (page) =>
                page.map(
                  ({ companyName, resource, granted }) =>
                    `${companyName} ${resource === reserved ? 'RI' : 'SP'}${granted ? '' : ' over'}`
                )
            )
          const whole = (await listed(50)).flat()
          for (const limit of [1, 2, 3]) {
            const pages = await listed(limit)
            assert.equal(pages.flat(), whole)
            assert.is(pages.length, Math.max(1, Math.ceil(whole.length / limit)))
          }
          return whole.join(', ')
        }
        const record = (index: number) => world.log.records[index] ?? endOf(world)
        const march = (day: number) => ({ recordedAt: Date.parse(`2026-03-0${day}T12:00:00Z`) })
        const lists: ReadonlyArray<readonly [asOf: NonNullable<QueryOptions['asOf']>, granted: string, ever: string]> =
          [
            ['2026-01-01', '', ''],
            ['2026-01-02', 'Alpha RI, Beta SP', 'Alpha RI, Beta SP'],
            ['2026-01-03', 'Beta SP', 'Alpha RI over, Beta SP'],
            ['2026-01-04', 'Beta SP', 'Alpha Holdings RI over, Beta SP'],
            ['2026-01-05', 'Alpha Holdings RI, Beta SP', 'Alpha Holdings RI, Beta SP'],
            [
              '2026-01-07',
              'Alpha Holdings RI, Alpha Holdings SP',
              'Alpha Holdings RI, Alpha Holdings SP, Beta SP over'
            ],
            [march(1), '', ''],
            [march(2), 'Alpha RI', 'Alpha RI'],
            [march(3), '', 'Alpha RI over'],
            [march(4), '', 'Alpha Holdings RI over'],
            [march(5), 'Alpha Holdings RI', 'Alpha Holdings RI'],
            [
              march(6),
              'Alpha Holdings RI, Alpha Holdings SP, Beta SP',
              'Alpha Holdings RI, Alpha Holdings SP, Beta SP'
            ],
            [record(3), 'Alpha RI', 'Alpha RI'],
            [record(4), '', 'Alpha RI over'],
            [
              atLeast,
              'Alpha Holdings RI, Alpha Holdings SP, Gamma RI',
              'Alpha Holdings RI, Alpha Holdings SP, Beta SP over, Gamma RI'
            ]
          ]
        for (const [asOf, granted, ever] of lists) {
          assert.is(await shown({ asOf }), granted)
          assert.is(await shown({ asOf, grantedOnly: false }), ever)
        }
      })
  )

  queries(
    'given a permission that was granted, revoked and granted again, then each interval says who opened and closed it, and why',
    () =>
      given(story, async (world) => {
        const record = (index: number) => world.log.records[index] ?? endOf(world)
        const intervals = async (asOf?: QueryOptions['asOf']) => {
          const options = { atLeast: endOf(world), ...(asOf && { asOf }) }
          return answered(await world.queries.purchasePermissionIntervals(alpha, options))
        }
        const decision = (id: string, day: number, reason: object) => ({
          at: Date.parse(`2026-01-0${day}T10:00:00Z`),
          actorId: id,
          actorName: `${id}@partner.example`,
          reason
        })
        const asked = decision('ada', 2, { code: 'ContractSigned', text: 'asked in writing', ticket: 'T-1' })
        const atRisk = decision('bo', 3, { code: 'CreditRisk', text: null, ticket: 'T-2' })
        const askedAgain = decision('cy', 5, { code: 'ContractSigned', text: null, ticket: null })
        const [first, again, other, ...more] = await intervals()
        assert.equal(
          [first?.resource, first?.granted, first?.grant, first?.revocation],
          [reserved, false, asked, atRisk]
        )
        assert.equal(
          [again?.resource, again?.granted, again?.grant, again?.revocation],
          [reserved, true, askedAgain, null]
        )
        assert.equal([other?.resource, other?.granted, other?.revocation], [savings, true, null])
        assert.equal(more, [])
        assert.equal(again?.evidence, purchaseEvidence())

        const march = (day: number) => ({ recordedAt: Date.parse(`2026-03-0${day}T12:00:00Z`) })
        assert.equal(await intervals('2026-01-01'), [])
        for (const asOf of ['2026-01-02', march(2), record(3)]) {
          const [open, ...later] = await intervals(asOf)
          assert.equal([open?.granted, open?.grant, open?.revocation, later], [true, asked, null, []])
        }
        for (const asOf of ['2026-01-03', march(4), record(4)]) assert.equal(await intervals(asOf), [first])
        for (const asOf of ['2026-01-05', march(5), record(6)]) assert.equal(await intervals(asOf), [first, again])
      })
  )
})
