import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { createSqlReadModels, pgliteDatabase } from '@accountable/adapters/postgres'
import { expectRight } from '@accountable/domain/testing'
import { dropVersion, type ReadModelStore, reach, showVersion } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, isAt, type World, world } from './engine-world.js'
import { dump, fill, inTurn, type Step, times } from './law-world.js'
import { at, changed, hasTables, lived, next, rebuild, told, versions } from './rebuild-world.js'
import { name, nameLogTable, things, thingTable } from './toy.js'

const tables = [thingTable, nameLogTable]
const names = async (store: ReadModelStore) =>
  (await everything(store, thingTable)).map(({ row }) => String(row['name']))

const rollBack = suite('taking back a rebuild', undefined, { timeout: 60_000 })

/** Resolves when every partition of what is shown has the whole log. */
const allShown = async ({ log, store }: World): Promise<void> => {
  const position = log.records.at(-1)?.position
  assert.ok(position)
  expectRight(await reach(store, 'things', { position, timeout: 20_000 })(), 'the whole log')
}

rollBack(
  'given a group in partitions, then its rebuild is compared, shown, taken back, and shown again, in partitions',
  async () => {
    const split = { projections: [things], partitions: 3 }
    const story: ReadonlyArray<Step> = [...times(12, inTurn), ['customer-b', 'bert'], ...times(6, inTurn)]
    const one = world()
    fill(one, story)
    const engine = one.run(split)
    await allShown(one)
    const before = await dump(one.store, tables)
    const running = await rebuild(one, changed)
    assert.is(await running.caughtUp, true)
    const comparison = await running.compareWith(things)
    assert.is(comparison?.differences, 3)
    assert.is(comparison?.first?.position, at(one.log.records[12]?.position))
    assert.is(expectRight(await one.store.partitions('things@2')(), 'partitions'), 3)

    expectRight(await running.show(), 'showing it')
    await running.stop()
    const after = await dump(one.store, tables)
    assert.equal(await versions(one.store), ['things 1', 'things 2 live'])
    assert.ok((await names(one.store)).includes('BERT') && !(await names(one.store)).includes('bert'))

    expectRight(await showVersion(one.store, things), 'going back')
    assert.equal(await versions(one.store), ['things 1 live', 'things 2'])
    assert.is(await dump(one.store, tables), before)
    name(one.log, 'customer-a', 'alma')
    await allShown(one) // The engine had it all the time.
    assert.ok((await names(one.store)).includes('alma'))
    await engine.stop()

    expectRight(await showVersion(one.store, changed), 'going forward')
    assert.is(await dump(one.store, tables), after)
    const heir = one.run({ ...split, projections: [changed] })
    await allShown(one)
    await heir.stop()
    assert.ok((await names(one.store)).includes('alma') && !(await names(one.store)).includes('bert'))
  }
)

const keepsWhatIsShown = async (store: ReadModelStore): Promise<void> => {
  const one = await lived(store)
  const shown = await dump(one.store)
  assert.equal(await dropVersion(one.store, things), E.left({ type: 'VersionShown', name: 'things', version: 1 }))
  assert.equal(await versions(one.store), ['letters 1 live', 'things 1 live'])
  assert.is(await dump(one.store), shown)

  const running = await rebuild(one, next)
  await running.caughtUp
  expectRight(await running.show(), 'showing it')
  const refused = E.left({ type: 'VersionShown', name: 'things', version: 2 })
  assert.equal(await running.cancel(), refused)
  assert.equal(await dropVersion(one.store, next), refused)
  assert.equal(await versions(one.store), ['letters 1 live', 'things 1', 'things 2 live'])
  assert.ok((await hasTables(one.store, things)) && (await hasTables(one.store, next)))
  assert.is(await dump(one.store), shown)

  const resumed = await rebuild(one, next)
  name(one.log, 'customer-b', 'bob')
  const end = one.log.records.at(-1)?.position
  await told(resumed, ({ position }) => isAt(position, end))
  assert.ok((await names(one.store)).includes('bob'))
  await resumed.stop()
  expectRight(await showVersion(one.store, things), 'going back')
  assert.is(await dump(one.store), shown)
}

rollBack('given a version that is shown, then it is dropped by nobody: with its rows it stays, and goes on', async () =>
  keepsWhatIsShown(createInMemoryReadModels())
)

rollBack('given a version that is shown in PGlite, then it is dropped by nobody, and goes on', async () => {
  const database = await pgliteDatabase()
  await keepsWhatIsShown(await createSqlReadModels(database, { schema: 'kept' }))
  await database.close()
})

rollBack.run()
