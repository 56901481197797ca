import type { ReadModelStore } from '../../read-model-store.js'
import type { FoundRow } from '../../row-version.js'
import { checkpoint, entry, expectSame, logged, member, page, pageByPage, saved, selected } from './world.js'

/** What a store promises of a list in order, of several customers. */
export const merging: Readonly<Record<string, (store: ReadModelStore) => Promise<void>>> = {
  'pages of several customers’ entries are the same in either direction, whoever has many or few of them': async (
    store
  ) => {
    await member(store)
    const whose = ['a', 'a', 'b', 'a', 'a', 'c', 'c', 'a', 'a', 'a', 'b', 'd', 'a']
    const entries = whose.map((customerId, index) => logged(index + 1, 0, customerId, `${index}`))
    await saved(store, page(undefined, checkpoint(1, 20), { entries }))
    const walk = async (customers: ReadonlyArray<string>, descending: boolean, limit: number) => {
      const all = await pageByPage<FoundRow>((last) =>
        selected(store, entry, {
          where: [{ property: 'customerId', isOneOf: customers }],
          order: [
            { property: 'effectiveAt', descending },
            { property: 'position', descending }
          ],
          limit,
          ...(last && { after: [last.from.effectiveAt, last.from.position] })
        })
      )
      return all.map(({ row: { what } }) => what)
    }
    for (const customers of [
      ['a', 'b'],
      ['b', 'c', 'd', 'nobody'],
      ['a', 'b', 'c', 'd', 'a'],
      ['nobody', 'none']
    ]) {
      const expected = [...whose.keys()].filter((index) => customers.includes(whose[index] ?? '')).map(String)
      for (const limit of [1, 2, 3, 5, 100]) {
        expectSame(await walk(customers, false, limit), expected)
        expectSame(await walk(customers, true, limit), expected.toReversed())
      }
    }
    expectSame(
      await selected(store, entry, {
        where: [{ property: 'customerId', isOneOf: ['a', 'b'] }],
        order: [{ property: 'effectiveAt' }],
        limit: 0
      }),
      []
    )
  }
}
