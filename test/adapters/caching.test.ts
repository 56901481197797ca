import { randomUUID } from 'node:crypto'
import { cacheRecentStreams } from '@accountable/adapters/caching'
import { createInMemoryEventStore, createInMemoryLog } from '@accountable/adapters/in-memory'
import type { EventStore, NewEvent } from '@accountable/domain/application'
import { revision, type StreamName, streamName } from '@accountable/domain/kernel'
import { eventStoreContract } from '@accountable/domain/testing'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'

const contract = suite('an event store behind a cache of recent streams')
const open = async () => {
  const log = createInMemoryLog()
  return {
    eventStore: cacheRecentStreams(createInMemoryEventStore(log), { maxBytes: 1_000_000 }),
    deleteStream: async (...args: Parameters<typeof log.deleteStream>) => log.deleteStream(...args),
    close: async () => undefined
  }
}
for (const { name, run } of eventStoreContract(open, { deletion: true })) contract(name, run)
contract.run()

const t = suite('the cache of recent streams')

const newEvents = (count: number, text = ''): ReadonlyArray<NewEvent> =>
  Array.from({ length: count }, (_, n) => ({
    eventId: randomUUID(),
    type: 'thing-happened',
    data: { n, text },
    metadata: {}
  }))

/** A store that counts the events that are read from it. */
const given = (maxBytes = 1_000_000) => {
  const log = createInMemoryLog()
  const inner = createInMemoryEventStore(log)
  let [read, replaced]: [number, EventStore | undefined] = [0, undefined]
  const counted: EventStore = {
    readStream:
      (...args) =>
      async () => {
        const page = await (replaced ?? inner).readStream(...args)()
        if (E.isRight(page)) read += page.right.length
        return page
      },
    readStreamBackwards:
      (...args) =>
      async () => {
        const page = await (replaced ?? inner).readStreamBackwards(...args)()
        if (E.isRight(page)) read += page.right.length
        return page
      },
    appendToStream: inner.appendToStream
  }
  const cached = cacheRecentStreams(counted, { maxBytes })
  return {
    log,
    inner,
    cached,
    /** Swaps the store below for another one. */
    replace: (other: EventStore) => {
      replaced = other
    },
    /** How many events a piece of work reads from the store. */
    reads: async (work: () => Promise<unknown>): Promise<number> => {
      const before = read
      await work()
      return read - before
    }
  }
}

const rightOf = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}

const fill = async (store: EventStore, name: StreamName, count: number, text?: string): Promise<void> => {
  const last = rightOf(await store.readStreamBackwards(name, 1)())[0]
  rightOf(await store.appendToStream(name, last?.revision ?? 'noStream', newEvents(count, text))())
}

const whole = async (store: EventStore, name: StreamName) => rightOf(await store.readStream(name, revision(0), 500)())

t(
  'given a stream that was read, when it is read again, then only its last event is read, and what came after it',
  async () => {
    const { cached, inner, reads } = given()
    const name = streamName('customer', '1')
    await fill(inner, name, 10)
    assert.is(await reads(() => whole(cached, name)), 10)
    assert.is(await reads(() => whole(cached, name)), 1)
    await fill(inner, name, 3) // by another process
    assert.is(await reads(() => whole(cached, name)), 4)
    assert.is(await reads(() => whole(cached, name)), 1)
    assert.equal(await whole(cached, name), await whole(inner, name))
  }
)

t('given a stream that was read backwards, when it is read again, then only its last event is read', async () => {
  const { cached, inner, reads } = given()
  const name = streamName('customerAttempt', '1')
  await fill(inner, name, 150)
  const recent = async () => rightOf(await cached.readStreamBackwards(name, 100)())
  assert.is(await reads(recent), 100)
  assert.is(await reads(recent), 1)
  await fill(inner, name, 5)
  assert.is(await reads(recent), 6)
  assert.equal(await recent(), rightOf(await inner.readStreamBackwards(name, 100)()))
  await fill(inner, name, 300) // more than the window: read anew
  assert.equal(await recent(), rightOf(await inner.readStreamBackwards(name, 100)()))
})

t('given a long stream, when it is read in pages of any size, then it is the same as without a cache', async () => {
  const { cached, inner } = given()
  const name = streamName('customer', '1')
  await fill(inner, name, 1_234)
  for (const limit of [500, 7, 1_234, 2_000, 500]) {
    const pages: Array<unknown> = []
    for (let next = 0; ; next += limit) {
      const page = rightOf(await cached.readStream(name, revision(next), limit)())
      pages.push(...page)
      if (page.length < limit) break
    }
    assert.equal(pages, rightOf(await inner.readStream(name, revision(0), 5_000)()))
  }
})

t(
  'given more streams than fit, when they are used, then the longest unused are forgotten, and memory stays bounded',
  async () => {
    const { cached, inner, reads } = given(60_000)
    const names = Array.from({ length: 20 }, (_, n) => streamName('customer', String(n)))
    for (const name of names) await fill(inner, name, 5, 'x'.repeat(500)) // about 8 kB each
    for (const name of names) await whole(cached, name)
    const [first, last] = [names[0] as StreamName, names[19] as StreamName]
    await whole(cached, last)
    assert.is(await reads(() => whole(cached, last)), 1)
    for (const name of names.slice(1)) await whole(cached, name)
    assert.is(await reads(() => whole(cached, first)), 5)
  }
)

t('given a stream larger than the cache, when it is read, then it is answered and not kept', async () => {
  const { cached, inner, reads } = given(10_000)
  const name = streamName('customer', '1')
  await fill(inner, name, 50, 'x'.repeat(1_000))
  await whole(cached, name)
  assert.is(await reads(() => whole(cached, name)), 50)
})

t('given a stream that was deleted, when it is read, then nothing known of it is answered', async () => {
  const { cached, inner, log } = given()
  const name = streamName('customer', '1')
  await fill(inner, name, 4)
  await whole(cached, name)
  log.deleteStream(name, 'soft')
  assert.equal(await cached.readStream(name, revision(0), 500)(), E.left({ type: 'StreamDeleted', streamName: name }))
})

t(
  'given a stream that was found empty, when it is read again, then the store need not look for a deletion, and an entry of somebody else is found',
  async () => {
    const { inner } = given()
    const hints: Array<boolean> = []
    const watched: EventStore = {
      ...inner,
      readStreamBackwards: (name, limit, options) => {
        hints.push(options?.lastFoundEmpty === true)
        return inner.readStreamBackwards(name, limit)
      }
    }
    const cached = cacheRecentStreams(watched, { maxBytes: 1_000_000 })
    const name = streamName('customerAttempt', '1')
    const recent = async () => rightOf(await cached.readStreamBackwards(name, 100)())
    assert.equal([await recent(), await recent()], [[], []])
    assert.equal(hints, [false, true])
    await fill(inner, name, 2) // by another process
    assert.equal(await recent(), rightOf(await inner.readStreamBackwards(name, 100)()))
  }
)

t('given a stream that had events, when it is gone, then the store is asked whether it was deleted', async () => {
  const { cached, inner, log } = given()
  const name = streamName('customerAttempt', '1')
  await cached.readStreamBackwards(name, 100)()
  await fill(inner, name, 2)
  await cached.readStreamBackwards(name, 100)()
  log.deleteStream(name, 'soft')
  assert.equal(await cached.readStreamBackwards(name, 100)(), E.left({ type: 'StreamDeleted', streamName: name }))
})

t(
  'given another store in its place, shorter or different, when a known stream is read, then it is read anew',
  async () => {
    const name = streamName('customer', '1')
    for (const count of [3, 4, 9]) {
      const { cached, inner, replace } = given()
      await fill(inner, name, 4)
      await whole(cached, name)
      await cached.readStreamBackwards(name, 100)()
      const other = createInMemoryEventStore(createInMemoryLog())
      await fill(other, name, count)
      replace(other)
      assert.equal(await whole(cached, name), await whole(other, name))
      assert.equal(
        rightOf(await cached.readStreamBackwards(name, 100)()),
        rightOf(await other.readStreamBackwards(name, 100)())
      )
    }
  }
)

t.run()
