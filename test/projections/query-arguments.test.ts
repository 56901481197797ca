import { uuid } from '@accountable/domain/testing'
import type { Answer, CustomerQueries } from '@accountable/projections/customer'
import * as assert from 'uvu/assert'
import { deeds } from './customer-deeds.js'
import { answered, endOf } from './customer-world.js'
import { type GivenStory, overEveryStore } from './every-store.js'

type Arguments = Readonly<Record<string, unknown>>
type Ask = (queries: CustomerQueries, query: Arguments) => Promise<Answer<unknown>>

const activityLog: Ask = (queries, query) => queries.activityLog(query)
const lists: ReadonlyArray<Ask> = [
  activityLog,
  (queries, query) => queries.directory(query),
  (queries, query) => queries.purchasePermissions(query)
]
const every: ReadonlyArray<Ask> = [
  ...lists,
  (queries, query) => queries.account(uuid(1), query),
  (queries, query) => queries.purchasePermissionIntervals(uuid(1), query)
]

const cursor = (...values: ReadonlyArray<unknown>): string => encodeURIComponent(JSON.stringify(values))
const place = [Date.UTC(2026, 0, 2), ['1:1'], 0] as const

/** By argument: what was expected, and what is not that. */
const pageSize = ['limit', 'OutOfRange', 'expected a whole number from 1 to 1000'] as const
const page = ['after', 'Format', 'expected the `next` of a page before'] as const
const time = 'expected a date, or a date-time with its offset, such as 2026-01-05T09:12:44Z'
const noMoment = 'expected a date, a date-time, a moment of either clock, or a position'
const moment = 'expected milliseconds since 1970'
const plain = 'expected text without U+0000'

const limits = [0, -1, -2, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1001, 1e300, '10', null]
const cursors = ['no such thing', '%', '%00', '{}', cursor(), cursor(null), cursor('a', 'b', 'c'), cursor('a\0', 'b')]
const foreignPlaces = [
  place.slice(0, 2),
  [...place, 0],
  [place[0], '1:1', 0],
  [place[0], ['1'], 0],
  [place[0], ['9223372036854775808:1'], 0],
  [place[0], ['1:99999999999999999999'], 0],
  [1e300, place[1], 0],
  [place[0], place[1], 0.5]
]
const times = [
  '',
  'no such thing',
  '2026-02-30',
  '2026-13-01',
  '2026-1-1',
  '2026-01-01T10:00:00',
  '2026-01-01T25:00:00Z'
]

overEveryStore('arguments of queries', (queries, given: GivenStory) => {
  const refused = (
    title: string,
    asks: ReadonlyArray<Ask>,
    values: ReadonlyArray<unknown>,
    expected: readonly [path: string, code: string, message: string],
    queryOf: (value: unknown) => Arguments = (value) => ({ [expected[0]]: value })
  ): void =>
    queries(`given ${title}, then the answer names the argument and says what was expected`, () =>
      given(
        (world) => deeds(world).register(uuid(1), 'Contoso', '2026-01-02T00:00:00Z'),
        async (world) => {
          answered(await world.queries.activityLog({ atLeast: endOf(world) }))
          const [path, code, message] = expected
          for (const value of values)
            for (const ask of asks) {
              const answer = await ask(world.queries, queryOf(value))
              const failure = answer.outcome === 'failed' && answer.failure
              assert.equal(failure, { type: 'InvalidQuery', path, code, message }, String(value))
            }
        }
      )
    )

  refused('a page of no possible size', lists, limits, pageSize)
  refused('a cursor that is none', lists, cursors, page)
  refused(
    'a cursor of something else',
    [activityLog],
    foreignPlaces.map((one) => cursor(...one)),
    page
  )
  for (const argument of ['from', 'until'] as const)
    refused(`no date in ${argument}`, [activityLog], times, [argument, 'Format', time])
  refused('no date in asOf', every, times, ['asOf', 'Format', time])
  refused('no moment in asOf', every, [null, 7, false], ['asOf', 'WrongType', noMoment])
  for (const clock of ['effectiveAt', 'recordedAt'] as const)
    refused(
      `no ${clock} in asOf`,
      every,
      [Number.NaN, Number.POSITIVE_INFINITY, 'today'],
      [`asOf.${clock}`, 'WrongType', moment],
      (value) => ({ asOf: { [clock]: value } })
    )
  for (const argument of ['customerId', 'company', 'actor', 'field'] as const)
    refused(`a control character in ${argument}`, [activityLog], ['\0', 'a\0b'], [argument, 'Format', plain])

  queries('given the largest page and the outermost dates, then the answer is a page', () =>
    given(
      (world) => deeds(world).register(uuid(1), 'Contoso', '2026-01-02T00:00:00Z'),
      async (world) => {
        const atLeast = endOf(world)
        for (const ask of lists) answered(await ask(world.queries, { atLeast, limit: 1000 }))
        const range = { from: '0000-01-01', until: '9999-12-31', asOf: '9999-12-31' }
        assert.is(answered(await world.queries.activityLog({ atLeast, ...range })).rows.length, 1)
      }
    )
  )
})
