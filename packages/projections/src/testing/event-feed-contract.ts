import type { EventStore, NewEvent } from '@accountable/domain/application'
import {
  comparePositions,
  type ExpectedRevision,
  type Position,
  position,
  type StoredEvent,
  type StreamName,
  streamName
} from '@accountable/domain/kernel'
import { type ContractCase, expectEqual, expectRight, expectThat } from '@accountable/domain/testing'
import { firstValueFrom, type Observable, timeout } from 'rxjs'
import type { EventFeed, FeedPage } from '../event-feed.js'

/** A feed of `feedPrefixes`, and the event store of the same log. The log may hold other data; nobody else may write. */
export interface OpenedEventFeed {
  readonly eventStore: EventStore
  readonly eventFeed: EventFeed
  readonly close: () => Promise<void>
}

const newEvents = (count: number): ReadonlyArray<NewEvent> =>
  Array.from({ length: count }, (_, n) => ({
    eventId: crypto.randomUUID(),
    type: 'thing-happened',
    data: { n },
    metadata: { by: 'contract' }
  }))

const fresh = (category: string): StreamName => streamName(category, crypto.randomUUID())

const append = async (
  { eventStore }: OpenedEventFeed,
  name: StreamName,
  expected: ExpectedRevision = 'noStream',
  events = newEvents(1)
): Promise<Position> => expectRight(await eventStore.appendToStream(name, expected, events)(), 'appending').position

const stored = async ({ eventStore }: OpenedEventFeed, name: StreamName): Promise<ReadonlyArray<StoredEvent>> =>
  expectRight(await eventStore.readStreamBackwards(name, 10_000)(), 'reading a stream').toReversed()

const pull = async ({ eventFeed }: OpenedEventFeed, after: Position | undefined, limit: number): Promise<FeedPage> =>
  expectRight(await eventFeed.readAll(after, limit)(), 'reading the log')

/** Every page after a position, to the end. */
const pullAll = async (opened: OpenedEventFeed, after: Position | undefined, limit: number) => {
  const pages: Array<FeedPage> = []
  for (let page = await pull(opened, after, limit); page.readUpTo !== undefined; ) {
    pages.push(page)
    page = await pull(opened, page.readUpTo, limit)
  }
  return pages
}

const eventsOf = (pages: ReadonlyArray<FeedPage>): ReadonlyArray<StoredEvent> => pages.flatMap(({ events }) => events)

const headPosition = async ({ eventFeed }: OpenedEventFeed): Promise<Position | undefined> =>
  expectRight(await eventFeed.head()(), 'the head')?.position

/** A hint, or an error after ten seconds: the only clock in this suite, and only for a failure. */
const hint = (hints$: Observable<void>): Promise<void> => firstValueFrom(hints$.pipe(timeout(10_000)))

const pulling: Record<string, (opened: OpenedEventFeed) => Promise<void>> = {
  'events come in the order of the log, every field of them, across streams': async (opened) => {
    const before = await headPosition(opened)
    const [one, other] = [fresh('customer'), fresh('customerAttempt')]
    await append(opened, one, 'noStream', newEvents(2))
    await append(opened, other, 'noStream', newEvents(3))
    const [first] = await stored(opened, one)
    await append(opened, one, (await stored(opened, one)).at(-1)?.revision, newEvents(1))
    const events = eventsOf(await pullAll(opened, before, 100))
    const [a1, a2, a3] = await stored(opened, one)
    expectEqual(first, a1, 'an event read twice')
    expectEqual(events, [a1, a2, ...(await stored(opened, other)), a3], 'the log')
  },

  'any size of page yields the same events, each once': async (opened) => {
    const before = await headPosition(opened)
    const names = Array.from({ length: 5 }, () => fresh('customer'))
    for (const name of names) await append(opened, name, 'noStream', newEvents(5))
    const whole = eventsOf(await pullAll(opened, before, 1_000))
    expectEqual(whole.length, 25, 'the number of events')
    for (const limit of [1, 2, 7, 25, 26]) {
      expectEqual(eventsOf(await pullAll(opened, before, limit)), whole, `the log in pages of ${limit}`)
    }
  },

  'a page looks at no more records than its limit': async (opened) => {
    const before = await headPosition(opened)
    const name = fresh('customer')
    await append(opened, name, 'noStream', newEvents(5))
    const all = await stored(opened, name)
    const page = await pull(opened, before, 3)
    expectEqual(page, { events: all.slice(0, 3), readUpTo: all[2]?.position }, 'a page of three')
  },

  'from the beginning, the first page starts at the first record': async (opened) => {
    await append(opened, fresh('customer'))
    const first = await pull(opened, undefined, 1)
    const two = await pull(opened, undefined, 2)
    const [start, next] = [first.readUpTo, two.readUpTo]
    if (start === undefined || next === undefined) throw new Error('expected: a log with a record')
    expectThat(comparePositions(start, next) <= 0, 'the second record not before the first')
    expectEqual(two.events.slice(0, first.events.length), first.events, 'the beginning of the log')
  },

  'streams of other prefixes are passed over, and readUpTo tells': async (opened) => {
    const before = await headPosition(opened)
    const others = ['other', 'customers', 'Customer', 'customerAttempts', 'x-customer']
    let last: Position | undefined
    for (const category of others)
      last = await append(opened, streamName(category.replace('-', '_'), crypto.randomUUID()))
    const page = await pull(opened, before, 100)
    expectEqual(page, { events: [], readUpTo: last }, 'a page of foreign records')
    const name = fresh('customer')
    await append(opened, name)
    expectEqual((await pull(opened, last, 100)).events, await stored(opened, name), 'the event after them')
  },

  'the metadata of a customer stream is part of the feed, that of other streams is not': async (opened) => {
    const before = await headPosition(opened)
    const name = fresh('customer')
    const metastream = `$$${name}` as StreamName
    const metadata = newEvents(1).map((event) => ({ ...event, type: '$metadata', data: { $maxCount: 7 } }))
    await append(opened, metastream, 'noStream', metadata)
    await append(opened, `$$${fresh('other')}` as StreamName, 'noStream', metadata)
    const events = eventsOf(await pullAll(opened, before, 100))
    expectEqual(
      events.map((event) => ({ streamName: event.streamName, type: event.type, data: event.data })),
      [{ streamName: metastream, type: '$metadata', data: { $maxCount: 7 } }],
      'the feed'
    )
  },

  'at the end there is nothing, and nothing was read': async (opened) => {
    const end = await append(opened, fresh('customer'))
    expectEqual(await pull(opened, end, 10), { events: [], readUpTo: undefined }, 'the page after the last record')
  },

  'what is appended between two pulls is in the second': async (opened) => {
    const end = await append(opened, fresh('customer'))
    const name = fresh('customer')
    await append(opened, name)
    expectEqual((await pull(opened, end, 10)).events, await stored(opened, name), 'the second pull')
  }
}

const pointing: Record<string, (opened: OpenedEventFeed) => Promise<void>> = {
  'readAt answers the event at exactly that position, of any stream': async ({ eventFeed, ...rest }) => {
    const opened = { eventFeed, ...rest }
    for (const name of [fresh('customer'), fresh('other')]) {
      await append(opened, name, 'noStream', newEvents(2))
      for (const event of await stored(opened, name)) {
        expectEqual(expectRight(await eventFeed.readAt(event.position)(), 'readAt'), event, 'the event at its position')
      }
    }
  },

  'readAt answers nothing for a position that is no record': async ({ eventFeed, ...rest }) => {
    const opened = { eventFeed, ...rest }
    const { commit, prepare } = await append(opened, fresh('customer'))
    await append(opened, fresh('customer'))
    const nowhere = [position(commit + 1n, prepare + 1n), position(commit + 1_000_000_000n, prepare + 1_000_000_000n)]
    for (const missing of nowhere) {
      expectEqual(expectRight(await eventFeed.readAt(missing)(), 'readAt'), undefined, 'a position without a record')
    }
  },

  'the head is the last record, of whatever stream': async ({ eventFeed, ...rest }) => {
    const opened = { eventFeed, ...rest }
    for (const name of [fresh('customer'), fresh('other')]) {
      await append(opened, name, 'noStream', newEvents(2))
      const last = (await stored(opened, name)).at(-1)
      const head = expectRight(await eventFeed.head()(), 'the head')
      expectEqual(head, { position: last?.position, created: last?.created }, 'the head')
    }
  }
}

const following: Record<string, (opened: OpenedEventFeed) => Promise<void>> = {
  'appended$ hints at records that were there before anybody listened': async (opened) => {
    const end = await append(opened, fresh('customer'))
    await append(opened, fresh('customer'))
    await hint(opened.eventFeed.appended$(end))
    await hint(opened.eventFeed.appended$(undefined))
  },

  'appended$ hints after each append, and goes on': async (opened) => {
    const end = await append(opened, fresh('customer'))
    let hints = 0
    let ended = false
    const finish = (): void => {
      ended = true
    }
    const listening = opened.eventFeed
      .appended$(end)
      .subscribe({ next: () => hints++, complete: finish, error: finish })
    try {
      for (let round = 0; round < 3; round++) {
        const before = hints
        await append(opened, fresh(round === 1 ? 'customerAttempt' : 'customer'))
        await until(() => hints > before, 'a hint after an append')
      }
      expectThat(!ended, 'hints that neither complete nor err')
    } finally {
      listening.unsubscribe()
    }
  },

  'many may listen': async (opened) => {
    const end = await append(opened, fresh('customer'))
    const hints = Array.from({ length: 3 }, () => hint(opened.eventFeed.appended$(end)))
    await append(opened, fresh('customer'))
    await Promise.all(hints)
  }
}

/** Waits for a condition, or fails after ten seconds. */
const until = async (condition: () => boolean, what: string): Promise<void> => {
  for (let waited = 0; !condition(); waited += 10) {
    expectThat(waited < 10_000, what)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/**
 * What every EventFeed promises. `open` is called once a case.
 *
 * ```ts
 * for (const { name, run } of eventFeedContract(open)) test(name, run)
 * ```
 */
export const eventFeedContract = (open: () => Promise<OpenedEventFeed>): ReadonlyArray<ContractCase> =>
  Object.entries({ ...pulling, ...pointing, ...following }).map(([name, check]) => ({
    name,
    run: async () => {
      const opened = await open()
      try {
        await check(opened)
      } finally {
        await opened.close()
      }
    }
  }))
