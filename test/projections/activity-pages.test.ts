import { uuid } from '@accountable/domain/testing'
import type { ActivityEntry, ActivityQuery } from '@accountable/projections/customer'
import * as assert from 'uvu/assert'
import { deeds } from './customer-deeds.js'
import { answered, type CustomerWorld, endOf, everyPage } from './customer-world.js'
import { overEveryStore } from './every-store.js'

const [contoso, fabrikam, stranger] = [uuid(1), uuid(2), uuid(3)]
const refused = { expected: 'refused' } as const
const called = (ticket: string) => ({ reason: { ticket } })

/** Oldest first: lines of one moment, three of them of one event, and refusals among them. */
const story = async (world: CustomerWorld): Promise<void> => {
  const { register, rename, bill } = deeds(world)
  world.setTime('2026-03-01T12:00:00Z')
  await register(contoso, 'Contoso Ltd', '2026-01-01T10:00:00Z', called('F1'))
  await register(fabrikam, 'Fabrikam', '2026-01-01T10:00:00Z', called('F2'))
  const data = { email: 'new@contoso.example', firstName: 'Maria' }
  await bill(contoso, data, '2026-01-02T10:00:00Z', called('F3'))
  await rename(stranger, 'Nobody Ltd', '2026-01-02T10:00:00Z', { ...called('R1'), ...refused })
  await rename(stranger, 'Nobody Ltd', '2026-01-02T10:00:00Z', { ...called('R2'), ...refused })
  await rename(contoso, 'Contoso Foods', '2026-01-04T10:00:00Z', called('F4'))
  await rename(stranger, 'Nobody Ltd', '2026-01-05T10:00:00Z', { ...called('R3'), ...refused })
  await rename(fabrikam, 'Fabrikam Group', '2026-01-06T10:00:00Z', called('F5'))
}

/** Newest first; the fields of one event stay together. */
const before = ['F5', 'R3', 'F4', 'R2', 'R1', 'F3 addressLine1', 'F3 email', 'F3 firstName', 'F2', 'F1']

const line = ({ operation, field, reason }: ActivityEntry): string =>
  operation === 'update_customer_billing_profile'
    ? `${reason?.ticket} ${field?.split('/').at(-1)}`
    : `${reason?.ticket}`

/** The log page by page, with something happening before each next page. */
const readWhile = async (
  world: CustomerWorld,
  query: ActivityQuery,
  happens: (last: ActivityEntry, turn: number) => Promise<void>
): Promise<ReadonlyArray<string>> => {
  let last: ActivityEntry | undefined
  let turn = 0
  const pages = await everyPage(async (next) => {
    if (last !== undefined) await happens(last, ++turn)
    const page = await world.queries.activityLog({ ...query, atLeast: endOf(world), ...next })
    last = answered(page).rows.at(-1)
    return page
  })
  return pages.flat().map(line)
}

overEveryStore('the activity log, page by page', (queries, given) => {
  for (const limit of [1, 3])
    queries(`given pages of ${limit} and news between them, then no line is lost or repeated`, () =>
      given(story, async (world) => {
        const { register, rename } = deeds(world)
        const lines = await readWhile(world, { limit }, async ({ effectiveAt }, turn) => {
          const justLater = [effectiveAt, effectiveAt + 1].map((time) => new Date(time).toISOString())
          for (const [index, at] of [...justLater, `2026-02-01T10:00:${10 + turn}Z`].entries()) {
            await register(uuid(0x100 + 3 * turn + index), 'Newcomer', at)
            await rename(stranger, 'Newcomer', at, refused)
          }
        })
        assert.equal(lines, before)
      })
    )

  queries('given news of what happened earlier, then they are met in their place, once, and nothing else moves', () =>
    given(story, async (world) => {
      const { register, rename } = deeds(world)
      const lines = await readWhile(world, { limit: 2 }, async (_, turn) => {
        if (turn !== 1) return
        await register(uuid(4), 'Late Ltd', '2026-01-03T10:00:00Z', called('late fact'))
        await rename(stranger, 'Late Ltd', '2026-01-01T10:00:00Z', { ...called('late refusal'), ...refused })
        await register(uuid(5), 'Later Ltd', '2026-01-07T10:00:00Z', called('newer than the first page'))
      })
      const late = before.toSpliced(3, 0, 'late fact')
      assert.equal(lines, late.toSpliced(-2, 0, 'late refusal'))
    })
  )

  queries('given the log as of a position, then nothing that is recorded later is on any page', () =>
    given(story, async (world) => {
      const { register, rename } = deeds(world)
      const { position } = endOf(world)
      const lines = await readWhile(world, { limit: 3, asOf: { position } }, async (_, turn) => {
        const at = `2026-01-01T09:00:0${turn}Z`
        await register(uuid(0x10 + turn), 'Late Ltd', at, called('late fact'))
        await rename(stranger, 'Late Ltd', at, { ...called('late refusal'), ...refused })
      })
      assert.equal(lines, before)
    })
  )

  queries('given more customers of a name than are asked for by their ids, then every line of theirs is found', () =>
    given(
      async (world) => {
        const { register, rename } = deeds(world)
        for (let n = 1; n <= 101; n++) await register(uuid(0x100 + n), `Contoso ${n}`, '2026-01-02T10:00:00Z')
        await register(uuid(1), 'Fabrikam', '2026-01-02T10:00:00Z')
        await rename(uuid(0x101), 'Fabrikam too', '2026-01-03T10:00:00Z')
      },
      async (world) => {
        const query = { atLeast: endOf(world), limit: 40 }
        const found = async (company: string) => {
          const pages = await everyPage((next) => world.queries.activityLog({ ...query, company, ...next }))
          return new Set(pages.flat().map(({ eventId }) => eventId)).size
        }
        assert.is(await found('contoso'), 101)
        assert.is(await found('fabrikam'), 2)
      }
    )
  )

  queries('given an empty cursor, then it is none, and not the first page again', () =>
    given(story, async (world) => {
      const answer = await world.queries.activityLog({ atLeast: endOf(world), after: '' })
      assert.is(answer.outcome === 'failed' && answer.failure.type, 'InvalidQuery')
    })
  )
})
