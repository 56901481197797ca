import { formatPosition } from '@accountable/domain/kernel'
import { compareVersions, type Projection } from '@accountable/projections'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { type World, world } from './engine-world.js'
import { fill } from './law-world.js'
import { catchUp } from './session-world.js'
import { letters, name, nameLogTable, type ToyEvent, things, thingTable, totalTable } from './toy.js'

/** The version that was there first, up to the end of the log. */
const workOn = (one: World, projection: Projection<ToyEvent>): Promise<void> =>
  catchUp(one, { group: projection.version === 1 ? 'toys' : 'apart', projections: [projection] })

/** Two versions of a projection that have both come to the end of the log. */
const bothOver = async (before: Projection<ToyEvent>, after: Projection<ToyEvent>): Promise<World> => {
  const one = world()
  fill(one, [
    ['customer-a', 'anna'],
    ['customer-b', 'bea'],
    ['customer-a', 'bert'],
    ['customer-a', 'adam']
  ])
  await one.store.addMember('apart', after, false)()
  await workOn(one, before)
  await workOn(one, after)
  return one
}

const compared = async ({ store }: World, before: Projection<ToyEvent>, after: Projection<ToyEvent>) => {
  const comparison = await compareVersions(store, before, after)
  assert.ok(comparison)
  return comparison
}

/** It does not see bert come: anna stays until adam comes. */
const blind: Projection<ToyEvent> = {
  ...things,
  version: 2,
  evolve: (rows, timed) => (timed.event.name === 'bert' ? {} : things.evolve(rows as never, timed))
}
const nextLetters: Projection<ToyEvent> = { ...letters, version: 2 }

const comparing = suite('comparing two versions')

for (const [title, before, after] of [
  ['given a version that passes an event over', things, blind],
  ['given a version that no longer passes an event over', { ...blind, version: 1 }, { ...things, version: 2 }]
] as const)
  comparing(`${title}, then the first difference is that event, and not where the row before it began`, async () => {
    const one = await bothOver(before, after)
    const { first } = await compared(one, before, after)
    const bert = one.log.records[2]
    assert.equal(
      [first?.table, first?.key, first?.properties, first?.position],
      ['thing', 'a', ['(interval)'], bert && formatPosition(bert.position)]
    )
  })

comparing(
  'given a row that one version never ended, then the first difference is where the other one did',
  async () => {
    const still: Projection<ToyEvent> = {
      ...blind,
      evolve: (rows, timed) => (timed.event.name === 'adam' ? {} : things.evolve(rows as never, timed))
    }
    const one = await bothOver(things, still)
    const { first } = await compared(one, things, still)
    const adam = one.log.records[3]
    assert.equal([first?.properties, first?.position], [['(interval)'], adam && formatPosition(adam.position)])
  }
)

comparing('given tables that only one version has, or has as another kind, then they are named', async () => {
  const before = { ...things, tables: { thing: thingTable, log: nameLogTable } }
  const after: Projection<ToyEvent> = {
    ...things,
    version: 2,
    tables: { log: { ...totalTable, name: 'other_log' }, thing: thingTable, total: totalTable },
    evolve: (rows, timed) => ({ thing: things.evolve(rows as never, timed).thing })
  }
  const one = await bothOver(before, after)
  const { rows, differences, tablesOnlyBefore, tablesOnlyAfter } = await compared(one, before, after)
  assert.equal([rows, differences], [4, 0])
  assert.equal([tablesOnlyBefore, tablesOnlyAfter], [['log'], ['log', 'total']])
})

for (const ahead of [letters, nextLetters])
  comparing(`given rows without history, when version ${ahead.version} goes on, then they do not differ`, async () => {
    const one = await bothOver(letters, nextLetters)
    name(one.log, 'customer-a', 'alma', 'cora')
    await workOn(one, ahead)
    const { rows, differences } = await compared(one, letters, nextLetters)
    assert.equal([rows, differences], [1, 0])
  })

comparing(
  'given rows without history that differ, when a version goes on with others, then they still do',
  async () => {
    const doubled: Projection<ToyEvent> = {
      ...nextLetters,
      evolve: (rows, timed) =>
        timed.event.name === 'bert'
          ? { total: [['b', { customerId: 'a', total: 7 }]] }
          : letters.evolve(rows as never, timed)
    }
    const one = await bothOver(letters, doubled)
    name(one.log, 'customer-a', 'alma')
    await workOn(one, letters)
    const { rows, differences, first } = await compared(one, letters, doubled)
    assert.equal([rows, differences], [1, 1])
    const bert = one.log.records[2]
    assert.equal([first?.properties, first?.position], [['total'], bert && formatPosition(bert.position)])
  }
)

comparing.run()
