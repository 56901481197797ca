import { revision, type StoredEvent } from '@accountable/domain/kernel'
import type { EventFeed } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { filter, map } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, reached, until, type World, world } from './engine-world.js'
import { name, nameLogTable, thingTable, totalTable } from './toy.js'

/** A feed that answers some events otherwise than they are stored. */
const altered = (feed: EventFeed, alter: (stored: StoredEvent) => StoredEvent): EventFeed => ({
  ...feed,
  readAll: (after, limit) => async () => {
    const page = await feed.readAll(after, limit)()
    return E.isLeft(page) ? page : E.right({ ...page.right, events: [...page.right.events].map(alter) })
  }
})

/** The third event comes with this revision, so often. */
const thirdAs = ({ log, feed }: World, wrong: bigint, often = Number.POSITIVE_INFINITY): EventFeed => {
  let times = 0
  return altered(feed, (stored) =>
    stored.eventId === log.records[2]?.eventId && ++times <= often ? { ...stored, revision: revision(wrong) } : stored
  )
}

const given = (streamName: string): World => {
  const one = world()
  name(one.log, streamName, 'anna', 'bert', 'adam', 'alma')
  name(one.log, 'customer-b', 'bea')
  return one
}

/** Names in the order of the log, from both kinds of table that keep them, and how often each letter was counted. */
const names = async ({ store }: World) => ({
  things: (await everything(store, thingTable)).map(({ row }) => row['name']),
  log: (await everything(store, nameLogTable)).map(({ row }) => row['to']),
  letters: (await everything(store, totalTable)).map(({ key, row }) => `${key} ${Number(row['total'])}`).toSorted()
})
const uptoTheThird = { things: ['anna', 'bert', 'bea'], log: ['anna', 'bert', 'bea'], letters: ['a 1', 'b 2'] }
const everyone = ['anna', 'bert', 'adam', 'alma', 'bea']

const ways = {
  'in one page': { pageSize: 100 },
  'in pages of their own': { pageSize: 1 },
  'in pages of their own, with nothing remembered': { pageSize: 1, rememberedRows: 0 }
}

/** An engine over a feed, and why it read again. */
const run = (one: World, feed: EventFeed, settings: { readonly pageSize: number }) => {
  const engine = one.run({ feed, settings })
  const failures: string[] = []
  const signals$ = engine.signals$.pipe(
    map(({ signal }) => signal),
    filter((signal) => signal.type === 'failed')
  )
  signals$.subscribe(({ message }) => failures.push(message))
  return { engine, failures }
}

const repeated = suite('revisions that come again')

for (const [way, settings] of Object.entries(ways))
  for (const [streamName, wrong] of [
    ['customer-a', 1n],
    ['customer-a', 0n],
    ['customerAttempt-a', 1n],
    ['customerAttempt-a', 0n]
  ] as const) {
    const message = `revision ${wrong} came after revision 1`

    repeated(`given a ${streamName} whose revision ${wrong} comes again, ${way}, then it is parked there`, async () => {
      const one = given(streamName)
      const { engine, failures } = run(one, thirdAs(one, wrong), settings)
      await reached(engine, one)
      const { findings } = await until(engine, (progress) => progress.findings.size > 0)
      await engine.stop()
      assert.equal([...findings.keys()], [streamName])
      const third = one.log.records[2] as StoredEvent
      const { position, eventId, created: since } = third
      const reason = { code: 'Repeated', message }
      assert.equal(findings.get(streamName)?.parked, { position, revision: wrong, eventId, reason, since })
      assert.is(findings.get(streamName)?.last?.revision, 1n)
      assert.equal(await names(one), uptoTheThird)
      assert.equal(failures, [`${streamName}: ${message}; reading again`], 'believed when it was read again')
    })

    repeated(`given a feed that says so of ${streamName} once (${wrong}), ${way}, then nothing is parked`, async () => {
      const one = given(streamName)
      const { engine, failures } = run(one, thirdAs(one, wrong, 1), settings)
      const { findings } = await reached(engine, one)
      await engine.stop()
      assert.is(findings.size, 0)
      assert.equal(await names(one), { things: everyone, log: everyone, letters: ['a 3', 'b 2'] })
      assert.equal(failures, [`${streamName}: ${message}; reading again`])
    })
  }

repeated('given an attempt stream whose revision leaps and then falls, then only the fall parks it', async () => {
  const one = given('customerAttempt-a')
  const order = [3n, 7n, 5n, 8n]
  const feed = altered(one.feed, (stored) =>
    stored.streamName === 'customer-b'
      ? stored
      : { ...stored, revision: revision(order[Number(stored.revision)] ?? 0n) }
  )
  const { engine } = run(one, feed, { pageSize: 100 })
  await reached(engine, one)
  const { findings } = await until(engine, (progress) => progress.findings.size > 0)
  await engine.stop()
  const { reason } = findings.get('customerAttempt-a')?.parked ?? {}
  assert.equal(reason, { code: 'Repeated', message: 'revision 5 came after revision 7' })
  assert.equal(await names(one), uptoTheThird)
})

repeated('given a customer that was parked so, when another engine runs, then it waits where it did', async () => {
  const one = given('customer-a')
  const feed = thirdAs(one, 1n)
  const first = one.run({ feed })
  await reached(first, one)
  await first.stop()
  name(one.log, 'customer-a', 'aida')
  name(one.log, 'customer-b', 'bob')
  const { engine, failures } = run(one, feed, { pageSize: 100 })
  const { findings } = await reached(engine, one)
  await engine.stop()
  assert.equal(findings.get('customer-a')?.parked?.position, one.log.records[2]?.position)
  assert.equal((await names(one)).log, ['anna', 'bert', 'bea', 'bob'])
  assert.equal(failures, [])
})

repeated.run()
