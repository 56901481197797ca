import { formatPosition } from '@accountable/domain/kernel'
import type { Projection } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, type World, world } from './engine-world.js'
import { fill, type Step } from './law-world.js'
import { catchUp } from './session-world.js'
import { letters, nameLogTable, type ToyEvent, things, thingTable, totalTable } from './toy.js'

/** Things that say nothing of some names, and only log others. */
const moody: Projection<ToyEvent> = {
  ...things,
  evolve: (rows, timed) => {
    const { name } = timed.event
    const { thing, log } = things.evolve(rows as never, timed)
    if (name.endsWith('silent')) return {}
    if (name.endsWith('whispered')) return { log: log ?? [] }
    return { thing: thing ?? [], log: log ?? [] }
  }
}

/** Letters that cannot stand some names, each in its way, and say nothing of others. */
const touchy: Projection<ToyEvent, { total: typeof totalTable }> = {
  ...letters,
  evolve: (rows, timed) => {
    const { name } = timed.event
    const written = letters.evolve(rows, timed)
    if (name.endsWith('thrown')) throw new Error('not that name')
    if (name.endsWith('silent') || name.endsWith('whispered') || name.endsWith('uncounted')) return {}
    if (name.endsWith('doubled')) return { total: [...(written.total ?? []), ...(written.total ?? [])] }
    if (name.endsWith('strayed')) return { total: [['nobody’s', { customerId: 'a', total: 9 }]] }
    return written
  }
}

/** What is written, with the number of the event that it was written for. */
const written = async ({ log, store }: World) => {
  const numbers = new Map(log.records.map(({ position }, index) => [formatPosition(position), index]))
  const all = async (table: Parameters<typeof everything>[1], property: string) =>
    (await everything(store, table)).map(({ row, from, to }) => {
      const [begin, end] = [from, to].map((one) => one && numbers.get(formatPosition(one.position)))
      return `${begin}${end === undefined ? '' : `-${end}`}: ${row['customerId'] as string} ${String(row[property])}`
    })
  return {
    things: await all(thingTable, 'name'),
    log: await all(nameLogTable, 'to'),
    totals: await all(totalTable, 'total')
  }
}

const parkedIn = async ({ store }: World): Promise<ReadonlyArray<string>> => {
  const findings = await store.findings('toys')()
  assert.ok(E.isRight(findings))
  return [...findings.right].map(([stream, { parked }]) => `${stream}: ${parked?.reason.message}`)
}

interface Story {
  readonly given: ReadonlyArray<Step>
  readonly parked: ReadonlyArray<string>
  readonly rows: Awaited<ReturnType<typeof written>>
}

/** What the second projection cannot fold, after an event that all tables have an answer for and before one that none has. */
const broken = (name: string, message: string): Story => ({
  given: [
    ['customer-a', 'anna'],
    ['customer-b', `ada ${name}`],
    ['customer-a', 'ava silent'],
    ['customer-b', 'adam'],
    ['customer-a', 'alma whispered'],
    ['customer-c', 'amy']
  ],
  parked: [`customer-b: letters: ${message}`],
  rows: {
    things: ['0: a anna', '5: c amy'],
    log: ['0: a anna', '4: a alma whispered', '5: c amy'],
    totals: ['5: c 2']
  }
})

const stories: Readonly<Record<string, Story>> = {
  'a second projection that throws': broken('thrown', 'not that name'),
  'a second projection that answers a row twice': broken(
    'doubled',
    'evolve answered a key of table letter_total twice'
  ),
  'a second projection that answers a row it did not name': broken(
    'strayed',
    'keysOf did not name this key of table letter_total'
  ),
  'a second projection that answers no table': {
    given: [
      ['customer-a', 'anna'],
      ['customer-a', 'ada uncounted'],
      ['customer-b', 'alma'],
      ['customer-a', 'ava uncounted']
    ],
    parked: [],
    rows: {
      things: ['0-1: a anna', '1-3: a ada uncounted', '2: b alma', '3: a ava uncounted'],
      log: ['0: a anna', '1: a ada uncounted', '2: b alma', '3: a ava uncounted'],
      totals: ['2: b 2']
    }
  },
  'projections of which none answers': {
    given: [
      ['customer-a', 'anna'],
      ['customer-a', 'ada silent'],
      ['customer-a', 'ava whispered'],
      ['customer-a', 'amy silent']
    ],
    parked: [],
    rows: { things: ['0: a anna'], log: ['0: a anna', '2: a ava whispered'], totals: ['0: a 1'] }
  }
}

const group = suite('an event is folded by the whole group or by nobody')

for (const [title, { given, parked, rows }] of Object.entries(stories))
  for (const [way, pageSize] of Object.entries({ 'in one page': 100, 'in pages of their own': 1 }))
    group(`given ${title}, after an event that had more answers, ${way}, then nothing stale is written`, async () => {
      const one = world()
      fill(one, given)
      await catchUp(one, { projections: [moody, touchy], settings: { pageSize } })
      assert.equal(await written(one), rows)
      assert.equal(await parkedIn(one), parked)
    })

group.run()
