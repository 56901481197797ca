import { nodeEnvironment } from '@accountable/adapters/environment'
import { createCustomerEventEncoder, customerStream } from '@accountable/domain/customer'
import { billingInfoUpdated, eventMetadata, uuid } from '@accountable/domain/testing'
import type { DirectoryQuery } from '@accountable/projections/customer'
import * as assert from 'uvu/assert'
import { deeds } from './customer-deeds.js'
import { answered, type CustomerWorld, endOf, everyPage } from './customer-world.js'
import { overEveryStore } from './every-store.js'

const encode = createCustomerEventEncoder(nodeEnvironment.sha1)

/** A change of country, which a partner's own policy may allow. */
const moveTo = ({ log }: CustomerWorld, customerId: string, country: string, issuedAt: string): void => {
  const moved = billingInfoUpdated({ customerId, billingProfile: { defaultAddress: { country } } })
  const { type, data, metadata } = encode(moved, eventMetadata({ issuedAt, commandId: uuid(0x300) }))
  const texts = { data: JSON.stringify(data), metadata: JSON.stringify(metadata) }
  log.store(customerStream(customerId), [{ eventId: uuid(0x301), type, ...texts }])
}

/** Each is recorded on a day in March, of what took effect in January; the third customer was reported last, and late. */
const story = async (world: CustomerWorld): Promise<void> => {
  const { register, rename } = deeds(world)
  world.setTime('2026-03-01T12:00:00Z')
  await register(uuid(1), 'Zebra', '2026-01-02T10:00:00Z', { country: 'DE' })
  world.setTime('2026-03-02T12:00:00Z')
  await register(uuid(2), 'Birne', '2026-01-05T10:00:00Z')
  world.setTime('2026-03-03T12:00:00Z')
  await rename(uuid(1), 'Äpfel', '2026-01-10T10:00:00Z')
  world.setTime('2026-03-04T12:00:00Z')
  moveTo(world, uuid(1), 'AT', '2026-01-20T10:00:00Z')
  world.setTime('2026-03-05T12:00:00Z')
  await register(uuid(3), 'Apfel', '2026-01-01T10:00:00Z')
}

const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J']
const letterId = (letter: string): string => uuid(letter.charCodeAt(0))

const registerLetters = async (world: CustomerWorld): Promise<void> => {
  for (const letter of letters) await deeds(world).register(letterId(letter), `${letter}orp`, '2026-01-02T10:00:00Z')
}

/** Renames one that was seen, the one where the page ended, and two that are still to come: one of them into what was seen. */
const renameSome = async (world: CustomerWorld): Promise<void> => {
  const { register, rename } = deeds(world)
  const at = '2026-01-03T10:00:00Z'
  await rename(letterId('B'), 'Zorp', at)
  await rename(letterId('C'), 'Abel', at)
  await rename(letterId('E'), 'Iris', at)
  await rename(letterId('H'), 'Bell', at)
  await register(letterId('X'), 'Dorp Too', at)
}

overEveryStore('the list of customers, page by page', (queries, given) => {
  queries(
    'given a moment of either clock or a position, then the list is that of then, whatever the size of its pages',
    () =>
      given(story, async (world) => {
        const atLeast = endOf(world)
        const list = async (query: DirectoryQuery) => {
          const listed = async (limit: number) => {
            const pages = await everyPage((next) => world.queries.directory({ atLeast, ...query, limit, ...next }))
            return pages.flat().map(({ companyName, country }) => `${companyName} ${country}`)
          }
          const whole = await listed(50)
          for (const limit of [1, 2]) assert.equal(await listed(limit), whole)
          return whole.join(', ')
        }
        const lists: ReadonlyArray<readonly [NonNullable<DirectoryQuery['asOf']>, string]> = [
          ['2025-12-31', ''],
          ['2026-01-01', 'Apfel US'],
          ['2026-01-02T09:59:59.999Z', 'Apfel US'],
          ['2026-01-02T10:00:00Z', 'Apfel US, Zebra DE'],
          ['2026-01-09', 'Apfel US, Birne US, Zebra DE'],
          ['2026-01-10', 'Äpfel DE, Apfel US, Birne US'],
          ['2026-01-20', 'Äpfel AT, Apfel US, Birne US'],
          [{ recordedAt: Date.parse('2026-03-01T11:59:59.999Z') }, ''],
          [{ recordedAt: Date.parse('2026-03-01T12:00:00Z') }, 'Zebra DE'],
          [{ recordedAt: Date.parse('2026-03-02T12:00:00Z') }, 'Birne US, Zebra DE'],
          [{ recordedAt: Date.parse('2026-03-03T12:00:00Z') }, 'Äpfel DE, Birne US'],
          [{ recordedAt: Date.parse('2026-03-04T12:00:00Z') }, 'Äpfel AT, Birne US'],
          [{ recordedAt: Date.parse('2026-03-05T12:00:00Z') }, 'Äpfel AT, Apfel US, Birne US']
        ]
        for (const [asOf, expected] of lists) assert.is(await list({ asOf }), expected, JSON.stringify(asOf))
        const byPosition = [
          'Zebra DE',
          'Birne US, Zebra DE',
          'Äpfel DE, Birne US',
          'Äpfel AT, Birne US',
          'Äpfel AT, Apfel US, Birne US'
        ]
        for (const [index, { position }] of world.log.records.entries())
          assert.is(await list({ asOf: { position } }), byPosition[index])
        assert.is(await list({}), 'Äpfel AT, Apfel US, Birne US')
      })
  )

  queries('given a moment, then filters ask for what was so then', () =>
    given(story, async (world) => {
      const atLeast = endOf(world)
      const ids = async (query: DirectoryQuery) =>
        answered(await world.queries.directory({ atLeast, ...query })).rows.map(({ customerId }) => customerId)
      assert.equal(await ids({ asOf: '2026-01-09', search: 'zebra' }), [uuid(1)])
      assert.equal(await ids({ asOf: '2026-01-10', search: 'zebra' }), [])
      assert.equal(await ids({ asOf: '2026-01-10', search: 'apfel', country: 'de' }), [uuid(1)])
      assert.equal(await ids({ asOf: '2026-01-20', search: 'apfel', country: 'de' }), [])
      assert.equal(await ids({ asOf: '2026-01-20', search: 'apfel', country: 'at' }), [uuid(1)])
    })
  )

  queries('given customers who are renamed between two pages, then of the others nobody is missed or met twice', () =>
    given(registerLetters, async (world) => {
      const first = answered(await world.queries.directory({ atLeast: endOf(world), limit: 3 }))
      assert.equal(
        first.rows.map(({ companyName }) => companyName),
        ['Aorp', 'Borp', 'Corp']
      )
      await renameSome(world)
      const rest = await everyPage(({ after = first.next ?? '' }) =>
        world.queries.directory({ atLeast: endOf(world), limit: 3, after })
      )
      assert.equal(
        rest.map((page) => page.map(({ companyName }) => companyName)),
        [
          ['Dorp', 'Dorp Too', 'Forp'],
          ['Gorp', 'Iorp', 'Iris'],
          ['Jorp', 'Zorp']
        ]
      )
    })
  )

  queries('given a list as of a position, then renames between two pages change nothing of it', () =>
    given(registerLetters, async (world) => {
      const atLeast = endOf(world)
      const asOf = { position: atLeast.position }
      const first = answered(await world.queries.directory({ atLeast, asOf, limit: 3 }))
      await renameSome(world)
      const rest = await everyPage(({ after = first.next ?? '' }) =>
        world.queries.directory({ atLeast: endOf(world), asOf, limit: 3, after })
      )
      const all = [first.rows, ...rest].flat()
      assert.equal(
        all.map(({ companyName }) => companyName),
        letters.map((letter) => `${letter}orp`)
      )
    })
  )
})
