import { uuid } from '@accountable/domain/testing'
import type { DirectoryQuery } from '@accountable/projections/customer'
import * as assert from 'uvu/assert'
import { deeds } from './customer-deeds.js'
import { answered, type CustomerWorld, endOf, everyPage } from './customer-world.js'
import { overEveryStore } from './every-store.js'

/** In the order of the list. Those that differ in case, width or accents alone are told apart by their ids. */
const names = [
  '“A” & B',
  'Ägypten Reisen',
  'ångström',
  'Apfel',
  'apfel',
  'ÁPFEL',
  'Apfel Haus',
  'apfel-haus',
  'STRASSE',
  'Straße',
  'Zebra',
  'Øre',
  'οδός',
  'ΟΔΟΣ',
  'アイ',
  'ｱｲ',
  '﨎田', // U+FA0E: before the next one by code point, and behind it by UTF-16 units
  '𠮷野'
]
const idOf = (name: string): string => uuid(names.indexOf(name) + 1)

const registerAll = async (world: CustomerWorld): Promise<void> => {
  const inNoOrder = names.toSorted(
    (a, b) => ((names.indexOf(a) * 7) % names.length) - ((names.indexOf(b) * 7) % names.length)
  )
  for (const name of inNoOrder) await deeds(world).register(idOf(name), name, '2026-01-02T00:00:00Z')
}

const listed = async (world: CustomerWorld, query: DirectoryQuery = {}) =>
  answered(await world.queries.directory({ atLeast: endOf(world), ...query })).rows

const found = async (world: CustomerWorld, query: DirectoryQuery) =>
  (await listed(world, query)).map(({ companyName }) => companyName)

overEveryStore('the list of customers', (queries, given) => {
  queries(
    'given names in any script, then they are listed without case, accents, widths and punctuation, ties by id',
    () =>
      given(registerAll, async (world) => {
        assert.equal(await found(world, {}), names)
      })
  )

  queries('given pages of any size, then each customer is on one of them, in the order of the list', () =>
    given(registerAll, async (world) => {
      for (const limit of [1, 2, 3, 5, names.length - 1, names.length, names.length + 1]) {
        const pages = await everyPage((next) => world.queries.directory({ atLeast: endOf(world), limit, ...next }))
        assert.equal(
          pages.flat().map(({ companyName }) => companyName),
          names
        )
        assert.is(pages.length, Math.ceil(names.length / limit), `pages of ${limit}`)
      }
      const hits = await everyPage((next) => world.queries.directory({ search: 'apfel', limit: 1, ...next }))
      assert.equal(
        hits.flat().map(({ customerId }) => customerId),
        ['Apfel', 'apfel', 'ÁPFEL', 'Apfel Haus', 'apfel-haus'].map(idOf)
      )
    })
  )

  queries('given part of a name, then it is found whatever its case, accents and width', () =>
    given(registerAll, async (world) => {
      const apples = ['Apfel', 'apfel', 'ÁPFEL', 'Apfel Haus', 'apfel-haus']
      const hits: Readonly<Record<string, ReadonlyArray<string>>> = {
        AGYPTEN: ['Ägypten Reisen'],
        'a\u0308gypten  reis': ['Ägypten Reisen'],
        ångStröm: ['ångström'],
        apfel: apples,
        Ａｐｆｅｌ: apples,
        'el h': ['Apfel Haus'],
        'el-H': ['apfel-haus'],
        '& b': ['“A” & B'],
        strasse: ['STRASSE', 'Straße'],
        AẞE: ['STRASSE', 'Straße'],
        ΔΌΣ: ['οδός', 'ΟΔΟΣ'],
        Σ: ['οδός', 'ΟΔΟΣ'],
        アイ: ['アイ', 'ｱｲ'],
        ｲ: ['アイ', 'ｱｲ'],
        𠮷: ['𠮷野'],
        '%': [],
        _: [],
        nobody: []
      }
      for (const [search, expected] of Object.entries(hits))
        assert.equal(await found(world, { search }), expected, search)
    })
  )

  queries('given several filters, then all of them must fit', () =>
    given(
      async (world) => {
        const { register } = deeds(world)
        const at = '2026-01-02T00:00:00Z'
        await register(uuid(1), 'Nord Äpfel', at, { country: 'DE', relationshipToPartner: 'reseller' })
        await register(uuid(2), 'Nord Birnen', at, { country: 'DE', relationshipToPartner: 'advisor' })
        await register(uuid(3), 'Süd Äpfel', at, { country: 'DE', relationshipToPartner: 'reseller' })
        await register(uuid(4), 'Nord Äpfel', at, { country: 'AT', relationshipToPartner: 'reseller' })
        await register(uuid(5), 'West', at, { country: 'AT', relationshipToPartner: null })
      },
      async (world) => {
        const ids = async (query: DirectoryQuery) =>
          (await listed(world, query)).map(({ customerId }) => Number.parseInt(customerId.slice(-12), 16))
        const reseller = { relationshipToPartner: 'reseller' }
        assert.equal(await ids({ search: 'NORD' }), [1, 4, 2])
        assert.equal(await ids({ country: 'de' }), [1, 2, 3])
        assert.equal(await ids(reseller), [1, 4, 3])
        assert.equal(await ids({ search: 'nord', country: 'DE' }), [1, 2])
        assert.equal(await ids({ search: 'nord', ...reseller }), [1, 4])
        assert.equal(await ids({ country: 'At', ...reseller }), [4])
        assert.equal(await ids({ search: 'apfel', country: 'de', ...reseller }), [1, 3])
        assert.equal(await ids({ search: 'nord', country: 'de', ...reseller }), [1])
        assert.equal(await ids({ search: 'birnen', country: 'de', ...reseller }), [])
        const pages = await everyPage((next) =>
          world.queries.directory({ search: 'nord', ...reseller, limit: 1, ...next })
        )
        assert.equal(
          pages.flat().map(({ customerId }) => customerId),
          [uuid(1), uuid(4)]
        )

        const relationships = (await listed(world)).map(({ customerId, relationshipToPartner }) => [
          customerId,
          relationshipToPartner
        ])
        const expected = [
          [uuid(1), 'reseller'],
          [uuid(4), 'reseller'],
          [uuid(2), 'advisor'],
          [uuid(3), 'reseller'],
          [uuid(5), null]
        ]
        assert.equal(relationships, expected)
        for (const [customerId, relationshipToPartner] of expected) {
          const page = answered(await world.queries.account(customerId ?? '', { atLeast: endOf(world) }))
          assert.is(page?.account.relationshipToPartner, relationshipToPartner)
        }
      }
    )
  )
})
