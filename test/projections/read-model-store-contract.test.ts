import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import type { ReadModelStore, StreamProgress } from '@accountable/projections'
import { readModelStoreContract } from '@accountable/projections/testing'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'

/** The cases that a store fails, each with its first words, and why. */
const failuresOf = async (broken: (store: ReadModelStore) => ReadModelStore): Promise<ReadonlyArray<string>> => {
  const failures: string[] = []
  const open = async () => ({ store: broken(createInMemoryReadModels()), close: async () => {} })
  for (const { name, run } of readModelStoreContract(open))
    await run().catch((error: Error) => failures.push(`${name}: ${error.message}`))
  return failures
}

/** A store whose pages lack something of their streams' progress. */
const forgetting =
  (what: Partial<StreamProgress>) =>
  (store: ReadModelStore): ReadModelStore => ({
    ...store,
    loadPage: (group, keys) =>
      pipe(
        store.loadPage(group, keys),
        TE.map(({ progress, rows }) => ({
          rows,
          progress: new Map([...progress].map(([streamName, one]) => [streamName, { ...one, ...what }]))
        }))
      )
  })

const contract = suite('the contract of read model stores')

contract('a store that keeps its promises fails no case', async () => {
  assert.equal(await failuresOf((store) => store), [])
})

for (const what of ['parked', 'tampered'])
  contract(`a store whose pages forget that a stream is ${what} is found out`, async () => {
    const [failure, ...others] = await failuresOf(forgetting({ [what]: undefined }))
    assert.match(failure ?? 'none', /^a stream that is parked, tampered with.*the progress of a page/s)
    assert.equal(others, [])
  })

const deaf: ReadonlyArray<readonly [what: string, broken: (store: ReadModelStore) => ReadModelStore, found: RegExp]> = [
  [
    'rows',
    (store) => ({
      ...store,
      select: (table, { where, order, limit, asOf, versions }) =>
        store.select(table, { where, order, limit, ...(asOf && { asOf }), ...(versions && { versions }) })
    }),
    /^pages follow each other.*no end of them/
  ],
  [
    'a scan',
    (store) => ({ ...store, scan: (projection, table, _, limit) => store.scan(projection, table, undefined, limit) }),
    /^every row can be scanned.*no end of them/
  ],
  [
    'streams',
    (store) => ({ ...store, streams: (group, _, limit) => store.streams(group, undefined, limit) }),
    /^streams are listed by name/
  ]
]

for (const [what, broken, found] of deaf)
  contract(`a store that begins ${what} anew for each page is found out, and not asked for ever`, async () => {
    const failures = await failuresOf(broken)
    assert.ok(
      failures.some((failure) => found.test(failure)),
      failures.join('\n')
    )
  })

contract.run()
